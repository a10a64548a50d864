"""Facts for every letter, as the shop would give them."""

from datetime import UTC, datetime

from creditshop.config import settings
from creditshop.notices.letters import Fact, Template

NOW = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


def facts(template: Template, *, package: str = "Maker") -> dict[str, Fact]:
    """Exactly what the letter needs, not a fact more."""
    shop = settings().public_url
    bought: dict[str, Fact] = {"package": package, "amount_minor": 2200, "currency": "usd", "purchase_id": "pur_abc"}
    link: dict[str, Fact] = {"url": f"{shop}/verify/?token=abc&next=/"}
    act: dict[str, Fact] = {"exactly_at": NOW, "browser": "Firefox", "system": "Linux", "ip": "203.0.113.7"}
    return {
        Template.RECEIPT: bought | {"credits": 2500, "bonus_credits": 250, "paid_at": NOW},
        Template.PAYMENT_FAILED: bought,
        Template.ATTENTION: bought
        | {"reason": "amount: 1 instead of 2200", "url": f"{shop}/admin/payment/?id=pur_abc"},
        Template.ALERT: {"says": "2 jobs were given up", "url": f"{shop}/admin/alerts/"},
        Template.ALERT_OVER: {"says": "2 jobs were given up", "url": f"{shop}/admin/alerts/"},
        Template.REFUNDED: bought | {"credits": 2750},
        Template.REFUND_FAILED: bought,
        Template.DISPUTED: bought
        | {"reason": "fraudulent", "due": "2026-12-03", "url": f"{shop}/admin/dispute/?id=dsp_abc"},
        Template.EXPIRING: {"credits": 1250, "expires_at": NOW, "url": f"{shop}/account/"},
        Template.INVITATION: link,
        Template.CLOSED: {},
        Template.VERIFY_EMAIL: link,
        Template.RESET_PASSWORD: link,
        Template.ALREADY_REGISTERED: {"login_url": f"{shop}/login/", "reset_url": f"{shop}/reset/?token=abc"},
        Template.NO_ACCOUNT: link,
        Template.NEW_SIGN_IN: act,
        Template.PASSWORD_CHANGED: act,
        Template.FACTOR_ON: act,
        Template.FACTOR_OFF: act,
        Template.FACTOR_RESET: act,
        Template.RECOVERY_USED: act | {"left": "9"},
        Template.RECOVERY_RENEWED: act,
        Template.EMAIL_CONFIRM: {"url": f"{shop}/email/?token=abc"},
        Template.EMAIL_IN_USE: {},
        Template.EMAIL_CHANGING: {"url": f"{shop}/objection/?token=abc", "email": "new@example.com"},
    }[template]
