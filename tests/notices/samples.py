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
    return {
        Template.RECEIPT: bought | {"credits": 2500, "bonus_credits": 250, "paid_at": NOW},
        Template.PAYMENT_FAILED: bought,
        Template.ATTENTION: bought
        | {"reason": "amount: 1 instead of 2200", "url": f"{shop}/admin/payment/?id=pur_abc"},
        Template.REFUNDED: bought | {"credits": 2750},
        Template.REFUND_FAILED: bought,
        Template.DISPUTED: bought
        | {"reason": "fraudulent", "due": "2026-12-03", "url": f"{shop}/admin/dispute/?id=dsp_abc"},
        Template.EXPIRING: {"credits": 1250, "expires_at": NOW, "url": f"{shop}/account/"},
        Template.VERIFY_EMAIL: link,
        Template.RESET_PASSWORD: link,
        Template.ALREADY_REGISTERED: {"login_url": f"{shop}/login/", "reset_url": f"{shop}/reset/?token=abc"},
        Template.NO_ACCOUNT: link,
    }[template]
