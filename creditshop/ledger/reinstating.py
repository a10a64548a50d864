"""Giving back what was taken: a refund that failed, a dispute that was won after it had been lost.

No new grant arrives. Lines are what Revoke operations took, each out of one account and grant. They form a stack: what
was taken last comes back first, and what Reinstate operations gave back before is no longer on it.
"""

from datetime import datetime
from typing import NamedTuple

from creditshop.ledger.book import Book
from creditshop.ledger.errors import AmountInvalid
from creditshop.ledger.lines import GrantLine
from creditshop.ledger.operations import Reinstate
from creditshop.ledger.vocabulary import AVAILABLE, EXPIRED, MAX_CREDITS, OWED, REVOKED, Account, Cause


class Line(NamedTuple):
    """Credits that were taken out of an account, and of which grant; of none when they became debt."""

    account: Account
    grant_id: str | None
    amount: int


def reinstate(book: Book, operation: Reinstate) -> None:
    """Carry it out. Raises AmountInvalid when it is more than is still taken, or than the wallet can hold."""
    stack = _taken(book, operation)
    possible = book.parts[OWED] + sum(grant.taken for grant in book.grants)  # which no expiry changes
    if operation.credits > min(sum(line.amount for line in stack), possible, MAX_CREDITS - book.owned):
        raise AmountInvalid(operation.credits)
    book.expire()
    for line in _pop(stack, operation.credits):
        _give_back(book, line, operation.cause)
    book.expire()


def _taken(book: Book, operation: Reinstate) -> list[Line]:
    """What the operations that are named took and did not give back, the last taken at the end."""
    ids = {book.named.get((operation.scope, key)) for key in operation.of}
    stack: list[Line] = []
    for entry in (*book.past, *book.entries):
        if entry["operation_id"] in ids and entry["credit"] == REVOKED:
            stack.append(Line(entry["debit"], entry["grant_id"], entry["amount"]))
        elif entry["operation_id"] in ids and entry["debit"] == REVOKED:
            _pop(stack, entry["amount"])
    return stack


def _pop(stack: list[Line], wanted: int) -> list[Line]:
    """Take so many credits off the end; the last line perhaps in part."""
    popped = []
    while wanted and stack:
        line = stack.pop()
        amount = min(wanted, line.amount)
        popped.append(line._replace(amount=amount))
        if amount < line.amount:
            stack.append(line._replace(amount=line.amount - amount))
        wanted -= amount
    return popped


def _give_back(book: Book, line: Line, cause: Cause) -> None:
    """To the grant it was taken of, debt first. What became debt cancels debt; what was paid of it goes to who paid.

    Which grant paid which debt is not recorded: the newest that had to give something gets it. That may be what another
    line had taken of it, which then takes the same way.
    """
    own, rest = [grant for grant in book.grants if grant.id == line.grant_id], line.amount
    if line.account == EXPIRED:
        rest, own = book.take(rest, own, REVOKED, EXPIRED, cause), []
    if debt := min(rest, book.parts[OWED]):
        book.move(REVOKED, OWED, debt, own[0] if own else None, cause)
    givers = sorted(book.grants, key=lambda grant: _newest(grant, book.now), reverse=True)
    book.take(rest - debt, [*own, *givers], REVOKED, AVAILABLE, cause)


def _newest(grant: GrantLine, now: datetime) -> tuple[bool, datetime, str]:
    """A sort key: those whose credits would expire at once come first, then the older ones."""
    return not grant.is_due(now), grant.created_at, grant.id
