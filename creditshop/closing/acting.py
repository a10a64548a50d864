"""Closing an account, in one transaction.

Wallet, ledger, purchases, refunds and the audit log stay whole, under an id that leads to nobody: the books must be
kept for years. Credits that are left are taken back by an entry of their own, so that they are nobody's. Everything
that says who it was goes: docs/accounts.md lists it.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from creditshop import accounts, apikeys, checkout, inbox, notices, outgoing, refunds
from creditshop.audit import Actor, record
from creditshop.closing.errors import (
    AddressUnsettled,
    ClosingRefused,
    DisputeOpen,
    OnTheTeamStill,
    PaymentUnderWay,
    RefundUnderWay,
)
from creditshop.closing.values import Closing
from creditshop.jobs import Effect, JobRun, Registry, enqueue, registry
from creditshop.ledger import INTERNAL, Revoke, balance, post_one, suspend, wallet_of

_KIND = "closing.forget"
_LAST_MAIL_KEPT = timedelta(days=1)  # long enough for it to be sent


def register_jobs(kinds: Registry = registry) -> None:
    """Register the job that forgets where the last mail went."""
    kinds.register(_KIND, _forget)


def what_goes(session: Session, user_id: str, *, now: datetime) -> Closing:
    """What closing this account would do now. Raises NoSuchUser."""
    wallet_id = wallet_of(session, user_id)
    parts = balance(session, wallet_id) if wallet_id else None
    try:
        _check(session, user_id, now)
    except ClosingRefused as refusal:
        obstacle: str | None = refusal.code
    else:
        obstacle = None
    return Closing(parts.available if parts else 0, parts.held if parts else 0, obstacle)


def close_account(session: Session, user_id: str, *, now: datetime) -> None:
    """Forget who this was; nothing happens to an account that is closed.

    Raises NoSuchUser, OnTheTeamStill, AddressUnsettled, PaymentUnderWay, RefundUnderWay, DisputeOpen.
    """
    accounts.hold_account(session, user_id)
    person = accounts.account(session, user_id)
    if person.disabled_at is not None and not person.email:
        return
    _check(session, user_id, now)
    addresses = accounts.addresses_of(session, user_id)
    _give_up_credits(session, user_id, now)
    apikeys.forget_keys_of(session, user_id, now=now)
    outgoing.forget_owner(session, user_id)
    inbox.forget_people(session, checkout.forget_buyer(session, user_id))
    accounts.forget_user(session, user_id, now=now)
    record(session, Actor(user_id, "", str(person.role), ""), "account.close", user_id, now=now)  # by id alone
    notices.forget_mails(session, addresses)
    if person.email:
        key = f"closed:{user_id}"
        notices.queue_mail(session, "closed", to=person.email, key=key, context={}, locale=person.locale, now=now)
        enqueue(session, _KIND, {"key": key}, key=f"{_KIND}:{user_id}", run_at=now + _LAST_MAIL_KEPT)


def _check(session: Session, user_id: str, now: datetime) -> None:
    if accounts.account(session, user_id).role.is_staff:
        raise OnTheTeamStill
    if accounts.has_unsettled_address(session, user_id, now=now):
        raise AddressUnsettled  # whoever took the account over could destroy it
    if checkout.has_payment_under_way(session, user_id, now=now):
        raise PaymentUnderWay
    if refunds.has_refund_under_way(session, user_id):
        raise RefundUnderWay
    if refunds.has_open_dispute(session, user_id):
        raise DisputeOpen


def _give_up_credits(session: Session, user_id: str, now: datetime) -> None:
    """What can be spent is taken back; what is reserved comes back to a wallet that spends nothing."""
    wallet_id, key = wallet_of(session, user_id), f"closed:{user_id}"
    if wallet_id is None:
        return
    if available := balance(session, wallet_id).available:
        post_one(session, Revoke(wallet_id, INTERNAL, key, user_id, available, "adjustment", key), now=now)
    suspend(session, wallet_id)


async def _forget(run: JobRun) -> Effect:
    return partial(notices.forget_mail, key=run.args["key"])
