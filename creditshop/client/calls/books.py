"""Wallets: what a customer has, where it came from and where it went. Raises WalletNotFound where one is named."""

from datetime import date, datetime

from creditshop.client.answers import BalanceAt, DayUse, Entry, Grant, Hold, Wallet
from creditshop.client.calls.call import Call, Page, get, pages, post, segment

_PAGE = 100


def create_wallet(external_id: str, *, email: str | None = None, name: str | None = None) -> Call[Wallet]:
    """The wallet of your customer, made when it is first asked for. Raises EmailInvalid, EmailTaken, Forbidden."""
    return post(Wallet, "/wallets", external_id=external_id, email=email, name=name)


def find_wallet(wallet: str) -> Call[Wallet]:
    """A wallet as it is now."""
    return get(Wallet, _path(wallet))


def wallets() -> Call[Page[Wallet]]:
    """Every wallet that the key may see."""
    return pages(Wallet, "/wallets", limit=_PAGE)


def balance(wallet: str, *, at: datetime | None = None) -> Call[BalanceAt]:
    """The balance, and what is left of which grant, now or at an earlier moment."""
    return get(BalanceAt, f"{_path(wallet)}/balance", at=at and at.isoformat())


def grants(wallet: str) -> Call[Page[Grant]]:
    """The credits that can be used, grant by grant, in the order in which they will be."""
    return pages(Grant, f"{_path(wallet)}/grants")


def entries(wallet: str) -> Call[Page[Entry]]:
    """Every movement of credits, newest first."""
    return pages(Entry, f"{_path(wallet)}/entries", limit=_PAGE)


def holds(wallet: str) -> Call[Page[Hold]]:
    """Reserved credits, newest first."""
    return pages(Hold, f"{_path(wallet)}/holds", limit=_PAGE)


def usage(wallet: str, *, since: date | None = None, until: date | None = None) -> Call[Page[DayUse]]:
    """What was used by day and feature, both days included; usually of the last 30 days, at most of 366."""
    return pages(DayUse, f"{_path(wallet)}/usage", **{"from": since, "to": until})


def suspend_wallet(wallet: str, *, reason: str) -> Call[Wallet]:
    """Stop a wallet from spending; credits still arrive."""
    return post(Wallet, f"{_path(wallet)}/suspend", reason=reason)


def resume_wallet(wallet: str, *, reason: str) -> Call[Wallet]:
    """Let a wallet spend again."""
    return post(Wallet, f"{_path(wallet)}/resume", reason=reason)


def _path(wallet: str) -> str:
    return f"/wallets/{segment(wallet)}"
