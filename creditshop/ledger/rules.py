"""What each operation does to a wallet's book. A refusal is raised before anything has moved."""

from creditshop.ledger.book import Book
from creditshop.ledger.burning import burn_order
from creditshop.ledger.errors import AmountInvalid, InsufficientCredits, WalletSuspended
from creditshop.ledger.operations import Expire, GrantCredits, Operation, Revoke, Spend
from creditshop.ledger.vocabulary import ADJUSTED, AVAILABLE, HELD, ISSUED, MAX_CREDITS, OWED, REVOKED, SPENT


def apply(book: Book, operation: Operation) -> None:
    """Carry out one operation, or raise the LedgerError that refuses it."""
    match operation:
        case Spend():
            _spend(book, operation)
        case GrantCredits():
            _grant(book, operation)
        case Revoke():
            _revoke(book, operation)
        case Expire():
            book.expire()


def _grant(book: Book, operation: GrantCredits) -> None:
    total = sum(lot.credits for lot in operation.lots)
    if book.parts[AVAILABLE] + total > MAX_CREDITS:
        raise AmountInvalid(total)
    book.expire()
    arrived = [(book.add(lot, operation.reference), lot) for lot in operation.lots]
    for grant, lot in sorted(arrived, key=lambda pair: burn_order(pair[0])):
        book.fill(grant, lot, ADJUSTED if lot.cause == "adjustment" else ISSUED)


def _spend(book: Book, operation: Spend) -> None:
    if book.suspended:
        raise WalletSuspended(book.wallet_id)
    available = book.parts[AVAILABLE] - book.due()
    if operation.credits > available:
        raise InsufficientCredits(operation.credits, available, book.parts[HELD])
    book.expire()
    book.take(operation.credits, book.grants, SPENT, "spend")


def _revoke(book: Book, operation: Revoke) -> None:
    """Expired credits are taken back from the account of the expired ones, so that they never become debt."""
    if book.parts[OWED] + operation.credits > MAX_CREDITS:
        raise AmountInvalid(operation.credits)
    book.expire()
    own = [grant for grant in book.grants if grant.reference == operation.reference]
    rest = book.take(operation.credits, own, REVOKED, operation.cause)
    rest = book.reclaim(rest, own, REVOKED, operation.cause)
    rest = book.take(rest, book.grants, REVOKED, operation.cause)
    if rest:
        book.move(OWED, REVOKED, rest, None, operation.cause)
