"""What the values in the audit log are, in the reader's words; what has no words yet is shown as it was recorded."""

from dataclasses import dataclass
from datetime import datetime

from creditshop.audit import AuditView, Value
from creditshop.ui import format as fmt
from creditshop.ui.texts import text, text_or

_CODES = {"role": "role", "kind": "refund.kind", "rule": "fraud.rule", "action": "fraud.action"}
_STATES = {"purchase": "payment.state", "event": "event.state", "job": "job.stage", "mail": "mails.state"}
_PRICE = "price."  # and a currency


@dataclass(frozen=True)
class Change:
    """A value before and after an act; `before` is empty for one that was not there."""

    name: str
    before: str
    after: str


def changes(entry: AuditView, locale: str) -> list[Change]:
    """What the act changed, and what it was about."""
    before, after = entry.before, entry.after
    names = [name for name in sorted({**before, **after}) if name not in before or before[name] != after.get(name)]
    currency = str(after.get("currency", ""))
    shown = [name for name in names if name != "currency" or "amount_minor" not in after]
    area = entry.action.partition(".")[0]

    def say(name: str, value: Value) -> str:
        return _said(name, value, area, currency, locale)

    return [
        Change(_called(name, locale), say(name, before[name]) if name in before else "", say(name, after.get(name)))
        for name in shown
    ]


def _called(name: str, locale: str) -> str:
    if name.startswith(_PRICE):
        return text(locale, "admin.packages.price_in", currency=name.removeprefix(_PRICE).upper())
    return text_or(locale, f"audit.value.{name}", name)


def _said(name: str, value: Value, area: str, currency: str, locale: str) -> str:
    paid_in = currency if name == "amount_minor" else name.partition(_PRICE)[2]
    match value:
        case bool():
            return text(locale, "audit.yes" if value else "audit.no")
        case int():
            return fmt.money(value, paid_in, locale) if paid_in else fmt.credits(value, locale)
        case None | "":
            return "–"
        case str() if name == "expires_at":
            return fmt.day_and_time(datetime.fromisoformat(value), locale)
    words = _STATES.get(area, "") if name == "state" else _CODES.get(name, "")
    return text_or(locale, f"{words}.{value}", value)
