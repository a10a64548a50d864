"""What each operation does to a wallet's book. A refusal is raised before anything has moved."""

from creditshop.ledger.book import Book
from creditshop.ledger.burning import burn_order
from creditshop.ledger.errors import (
    AmountInvalid,
    CaptureExceedsHold,
    HoldExpired,
    HoldNotFound,
    HoldNotOpen,
    InsufficientCredits,
    WalletSuspended,
)
from creditshop.ledger.lines import GrantLine, HoldLine
from creditshop.ledger.operations import (
    Capture,
    Expire,
    Freeze,
    GrantCredits,
    OpenHold,
    Operation,
    Reinstate,
    Release,
    Revoke,
    Spend,
    Unfreeze,
)
from creditshop.ledger.reinstating import reinstate
from creditshop.ledger.vocabulary import (
    ADJUSTED,
    AVAILABLE,
    EXPIRED,
    FROZEN,
    ISSUED,
    MAX_CREDITS,
    OWED,
    REVOKED,
    SPENT,
    Account,
)


def apply(book: Book, operation: Operation) -> None:
    """Carry out one operation, or raise the LedgerError that refuses it."""
    match operation:
        case Spend():
            _use(book, operation)
            book.take(operation.credits, book.grants, AVAILABLE, SPENT, "spend")
        case OpenHold():
            _use(book, operation)
            book.open_hold(operation)
        case Capture():
            _capture(book, operation)
        case Release():
            hold = _open_hold(book, operation.hold_id)
            book.expire()
            book.release(hold, "released", "hold")
            book.expire()
        case GrantCredits():
            _grant(book, operation)
        case Revoke():
            _revoke(book, operation)
        case Freeze():
            _freeze(book, operation)
        case Unfreeze():
            _unfreeze(book, operation)
        case Reinstate():
            reinstate(book, operation)
        case Expire():
            book.expire()


def _grant(book: Book, operation: GrantCredits) -> None:
    total = sum(lot.credits for lot in operation.lots)
    if book.owned + total > MAX_CREDITS:
        raise AmountInvalid(total)
    book.expire()
    arrived = [(book.add(lot, operation.reference), lot) for lot in operation.lots]
    for grant, lot in sorted(arrived, key=lambda pair: burn_order(pair[0])):
        book.settle(ADJUSTED if lot.cause == "adjustment" else ISSUED, lot.credits, grant, lot.cause)
        book.join(grant)


def _use(book: Book, operation: Spend | OpenHold) -> None:
    """Let expire what is due, unless the rest does not suffice."""
    if book.suspended:
        raise WalletSuspended(book.wallet_id)
    available, held = book.usable()
    if operation.credits > available:
        raise InsufficientCredits(operation.credits, available, held)
    book.expire()


def _capture(book: Book, operation: Capture) -> None:
    hold = _open_hold(book, operation.hold_id)
    wanted = hold.credits if operation.credits is None else operation.credits
    if wanted > hold.credits:
        raise CaptureExceedsHold(hold.id, hold.credits, wanted)
    book.expire()
    book.capture(hold, wanted)
    book.expire()


def _open_hold(book: Book, hold_id: str) -> HoldLine:
    hold = book.holds.get(hold_id)
    if hold is None:
        raise HoldNotFound(hold_id)
    if hold.state == "expired" or hold.is_due(book.now):
        raise HoldExpired(hold_id)
    if hold.state != "open":
        raise HoldNotOpen(hold_id, hold.state)
    return hold


def _revoke(book: Book, operation: Revoke) -> None:
    """Expired credits are taken back from the account of the expired ones, so that they never become debt."""
    if book.parts[OWED] + operation.credits > MAX_CREDITS:
        raise AmountInvalid(operation.credits)
    book.expire()
    own, cause = book.grants_of(operation.reference), operation.cause
    account: Account = ADJUSTED if cause == "adjustment" else REVOKED
    rest = operation.credits
    ways: list[tuple[Account, list[GrantLine]]]
    ways = [(FROZEN, own), (AVAILABLE, own), (EXPIRED, own), (AVAILABLE, book.grants)]
    for debit, grants in ways:
        rest = book.take(rest, grants, debit, account, cause)
    if rest:
        book.move(OWED, account, rest, None, cause)


def _freeze(book: Book, operation: Freeze) -> None:
    """Nothing moves, not even what is due, unless something will be left to freeze."""
    left, _ = book.later()
    own = book.grants_of(operation.reference)
    if any(left[grant.id] for grant in own):
        book.expire()
        book.take(MAX_CREDITS, own, AVAILABLE, FROZEN, operation.cause)


def _unfreeze(book: Book, operation: Unfreeze) -> None:
    """What is frozen has outlived its time; what of it is not owed then expires at once."""
    frozen = [grant for grant in book.grants_of(operation.reference) if grant.frozen]
    if frozen:
        book.expire()
        for grant in frozen:
            book.settle(FROZEN, grant.frozen, grant, operation.cause)
        book.expire()
