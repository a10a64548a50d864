"""Signed heads: a chain cannot see its own end being cut off, but a head that was signed must stay in it.

What is signed is the canonical JSON (canonical.py) of FORMAT, the public key in hex, wallet_id, sequence, the hash of
the entry with that sequence in hex (64 zeros for an empty wallet), and signed_at in microseconds.
"""

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import Connection, select, tuple_
from sqlmodel import Session

from creditshop.ledger.audit import Violation
from creditshop.ledger.canonical import encode, microseconds, moment_of
from creditshop.ledger.errors import WalletNotFound
from creditshop.ledger.models import ENTRIES, WALLETS
from creditshop.ledger.signing import is_signed, public_key, sign

FORMAT: Final = "creditshop-head-1"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Our word that a wallet had `sequence` entries, the last of them with the hash `head`."""

    wallet_id: str
    sequence: int
    head: bytes
    signed_at: datetime
    public_key: bytes
    signature: bytes = b""

    @classmethod
    def of(cls, wallet_id: str, sequence: int, head: bytes, now: datetime) -> Self:
        """One that is signed now."""
        unsigned = cls(wallet_id, sequence, head, now, public_key())
        return cls(wallet_id, sequence, head, now, unsigned.public_key, sign(unsigned._said()))

    @classmethod
    def read(cls, said: dict[str, Any]) -> Self:
        """What `written` gave. Raises ValueError, KeyError or TypeError for anything else."""
        head, key, signature = (bytes.fromhex(said[name]) for name in ("head", "public_key", "signature"))
        return cls(said["wallet_id"], said["sequence"], head, moment_of(said["signed_at"]), key, signature)

    def written(self) -> dict[str, Any]:
        """As it stands in files: bytes in hex, moments in microseconds."""
        plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in asdict(self).items()}
        return plain | {"signed_at": microseconds(self.signed_at)}

    @property
    def place(self) -> str:
        """Where it belongs."""
        return f"wallet {self.wallet_id}, entry {self.sequence}"

    @property
    def is_ours(self) -> bool:
        """Whether we have signed it."""
        return is_signed(self._said(), self.signature, self.public_key)

    def _said(self) -> bytes:
        at = microseconds(self.signed_at)
        return encode([FORMAT, self.public_key.hex(), self.wallet_id, self.sequence, self.head.hex(), at])


def sign_head(session: Session, wallet_id: str, *, now: datetime) -> SignedHead:
    """The wallet's head as of the last operation, signed. Raises WalletNotFound."""
    wallet = select(WALLETS.c.sequence, WALLETS.c.head).where(WALLETS.c.id == wallet_id)
    row = session.connection().execute(wallet).one_or_none()
    if row is None:
        raise WalletNotFound(wallet_id)
    return SignedHead.of(wallet_id, row.sequence, row.head, now)


def check_heads(connection: Connection, heads: Collection[SignedHead], where: str) -> Iterator[Violation]:
    """Those of these heads that we have not signed, or that are no longer in their wallet's chain."""
    ours = []
    for head in heads:
        if head.is_ours:
            ours.append(head)
        else:
            yield Violation("head", f"{where}, {head.place}", "our signature", head.signature.hex(), head.wallet_id)
    hashes = _hashes(connection, ours)
    for head in ours:
        found = hashes.get((head.wallet_id, head.sequence), b"")
        if found != head.head:
            yield Violation(
                "head", f"{where}, {head.place}", head.head.hex(), found.hex() or "no entry", head.wallet_id
            )


def _hashes(connection: Connection, heads: Collection[SignedHead]) -> dict[tuple[str, int], bytes]:
    places = [(head.wallet_id, head.sequence) for head in heads]
    place = tuple_(ENTRIES.c.wallet_id, ENTRIES.c.sequence)
    rows = connection.execute(select(ENTRIES.c.wallet_id, ENTRIES.c.sequence, ENTRIES.c.hash).where(place.in_(places)))
    return {(row.wallet_id, row.sequence): row.hash for row in rows}
