"""What a flag shows: why something is suspicious, in the reader's words and with its figures."""

from dataclasses import dataclass

from creditshop.fraud import PROVIDER, Flag, RuleName
from creditshop.ui import format as fmt
from creditshop.ui.texts import CATALOGUES, text


@dataclass(frozen=True)
class FlagRow:
    """A flag in a list. `advice` may be empty; `resolved` says when it was, and is empty while it is `open`.

    `refundable`: giving the money back now still prevents a dispute. `who` is the owner as people know them.
    """

    id: str = ""
    when: str = ""
    rule: str = ""
    reason: str = ""
    advice: str = ""
    refundable: bool = False
    purchase: str = ""
    owner: str = ""
    who: str = ""
    open: bool = True
    resolved: str = ""


def flag_row(flag: Flag, locale: str, email: str = "") -> FlagRow:
    """The flag as lists show it; `email` is its owner's, where a list is about several."""
    return FlagRow(
        id=flag.id,
        when=fmt.day_and_time(flag.created_at, locale),
        rule=text(locale, f"fraud.rule.{flag.rule}"),
        reason=_reason(flag, locale),
        advice=_advice(flag, locale),
        refundable=flag.resolved_at is None and bool(flag.facts.get("actionable")),
        purchase=flag.purchase_id or "",
        owner=flag.owner_id,
        who=email or flag.owner_id,
        open=flag.resolved_at is None,
        resolved=_resolved(flag, locale),
    )


def _reason(flag: Flag, locale: str) -> str:
    facts = {name: fmt.credits(value, locale) if type(value) is int else value for name, value in flag.facts.items()}
    if flag.rule is RuleName.LARGE_FIRST_PURCHASE:
        currency = str(flag.facts["currency"])
        facts |= {name: fmt.money(int(flag.facts[f"{name}_minor"]), currency, locale) for name in ("amount", "average")}
    code = str(flag.facts.get("fraud_type") or flag.facts.get("reason") or "")
    return text(locale, f"fraud.reason.{flag.rule}", code=_code(code, locale), **facts)


def _code(code: str, locale: str) -> str:
    """The provider's code in words; one without words yet is shown as it is."""
    key = f"fraud.code.{code}"
    return text(locale, key) if key in CATALOGUES[locale] else code


def _advice(flag: Flag, locale: str) -> str:
    if flag.purchase_id is None:
        return text(locale, "fraud.refused")
    if "actionable" in flag.facts and flag.resolved_at is None:
        return text(locale, "fraud.refund_now" if flag.facts["actionable"] else "fraud.refund_late")
    return ""


def _resolved(flag: Flag, locale: str) -> str:
    if flag.resolved_at is None:
        return ""
    key = "flags.closed_on" if flag.resolved_by == PROVIDER else "flags.resolved_on"
    return text(locale, key, when=fmt.day_and_time(flag.resolved_at, locale))
