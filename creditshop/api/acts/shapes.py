"""The ledger's values as apps see them."""

from datetime import datetime

from creditshop.api import answers
from creditshop.ledger import GrantView, HoldView, Movement, Parts, Posted, WalletView


def identity(posted: Posted) -> tuple[str, datetime]:
    """The id and the moment of an operation that moved credits."""
    if posted.operation_id is None or posted.at is None:
        raise AssertionError("nothing moved")
    return posted.operation_id, posted.at


def balance_of(parts: Parts) -> answers.Balance:
    """A wallet's parts."""
    return answers.Balance(parts.available, parts.held, parts.frozen, parts.owed)


def wallet_of(view: WalletView) -> answers.Wallet:
    """A wallet."""
    balance = balance_of(view.balance)
    return answers.Wallet(view.id, view.external_id, balance, view.balance.suspended, view.created_at)


def hold_of(view: HoldView) -> answers.Hold:
    """A hold."""
    return answers.Hold(
        id=view.id,
        wallet=view.wallet_id,
        credits=view.credits,
        captured=view.captured,
        state=view.state,
        feature=view.feature,
        reference=view.reference,
        expires_at=view.expires_at,
        created_at=view.created_at,
        closed_at=view.closed_at,
    )


def grant_of(view: GrantView) -> answers.Grant:
    """A grant."""
    return answers.Grant(
        id=view.id,
        cause=view.cause,
        reference=view.reference,
        amount=view.amount,
        remaining=view.remaining,
        held=view.held,
        frozen=view.frozen,
        expired=view.expired,
        price_minor=view.price_minor,
        currency=view.currency,
        expires_at=view.expires_at,
        created_at=view.created_at,
    )


def entry_of(movement: Movement) -> answers.Entry:
    """An entry. Who did it stays in the shop."""
    return answers.Entry(
        id=movement.id,
        operation=movement.operation_id,
        debit=movement.debit,
        credit=movement.credit,
        amount=movement.amount,
        change=movement.change,
        grant=movement.grant_id,
        cause=movement.cause,
        feature=movement.feature,
        reference=movement.reference,
        balance=balance_of(movement.parts),
        created_at=movement.created_at,
    )
