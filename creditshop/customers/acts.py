"""Stopping a customer's spending, signing them out, shutting them out: each with its reason in the audit log."""

from datetime import datetime

from sqlmodel import Session

from creditshop import accounts, ledger
from creditshop.audit import Actor, record
from creditshop.customers.errors import NotYourself, OnlyOwners
from creditshop.customers.rights import acted_on


def suspend(session: Session, user_id: str, by: Actor, *, suspended: bool, reason: str, now: datetime) -> None:
    """Stop a customer from spending and holding credits, or let them again; credits still arrive.

    Raises NoSuchUser, OnlyOwners. Nothing happens when it is so already.
    """
    acted_on(session, by, user_id)
    wallet_id = ledger.open_wallet(session, user_id, now=now)
    was = ledger.balance(session, wallet_id).suspended
    if was == suspended:
        return
    ledger.suspend(session, wallet_id, suspended=suspended)
    action = "customer.suspend" if suspended else "customer.allow"
    changed = {"before": {"suspended": was}, "after": {"suspended": suspended}}
    record(session, by, action, user_id, **changed, reason=reason, now=now)


def sign_out_everywhere(session: Session, user_id: str, by: Actor, *, reason: str, now: datetime) -> int:
    """End every session of a customer; returns how many ended. Raises NoSuchUser, OnlyOwners."""
    acted_on(session, by, user_id)
    ended = accounts.revoke_all(session, user_id, now=now)
    record(session, by, "customer.sign_out", user_id, after={"sessions_ended": ended}, reason=reason, now=now)
    return ended


def disable(session: Session, user_id: str, by: Actor, *, reason: str, now: datetime) -> None:
    """Shut an account and its API keys out for good; its wallet and history stay.

    Raises NoSuchUser, OnlyOwners for whoever is none, NotYourself. Nothing happens when it is so already.
    """
    if by.role != accounts.Role.OWNER:
        raise OnlyOwners
    if by.user_id == user_id:
        raise NotYourself
    if acted_on(session, by, user_id).disabled_at is not None:
        return
    accounts.disable_user(session, user_id, now=now)
    changed = {"before": {"disabled": False}, "after": {"disabled": True}}
    record(session, by, "customer.disable", user_id, **changed, reason=reason, now=now)
