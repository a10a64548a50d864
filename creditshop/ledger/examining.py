"""Looking at an operation before it is posted: what was asked, and whether it can be."""

import hashlib

from creditshop.ledger.canonical import encode
from creditshop.ledger.errors import AmountInvalid
from creditshop.ledger.operations import Operation
from creditshop.ledger.vocabulary import MAX_CREDITS


def fingerprint(operation: Operation) -> bytes:
    """SHA-256 of what was asked."""
    return hashlib.sha256(encode([operation.kind, operation.wallet_id, *operation.asked])).digest()


def check_amounts(operation: Operation) -> None:
    """Raise AmountInvalid unless every amount is a whole number from 1 to 2^53-1, together too."""
    for amount in operation.amounts:
        if type(amount) is not int or not 1 <= amount <= MAX_CREDITS:
            raise AmountInvalid(amount)
    if (total := sum(operation.amounts)) > MAX_CREDITS:
        raise AmountInvalid(total)
