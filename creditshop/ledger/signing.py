"""The shop's Ed25519 keys (RFC 8032): what it signs is what its ledger says."""

import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from creditshop.config import SEED_BYTES, settings

_FILE: Final = "ledger-signing-key"


def public_key() -> bytes:
    """The raw public key of what is signed now."""
    return _public(_keys()[0])


def sign(said: bytes) -> bytes:
    """The signature over these bytes by the present key."""
    return _keys()[0].sign(said)


def is_signed(said: bytes, signature: bytes, by: bytes) -> bool:
    """Whether `by` is the public key of one of our keys, present or earlier, and has signed these bytes."""
    if by not in map(_public, _keys()):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(by).verify(signature, said)
    except InvalidSignature:
        return False
    return True


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def _keys() -> tuple[Ed25519PrivateKey, ...]:
    seeds = settings().ledger_signing_seeds or (_own_seed(settings().creditshop_data_dir),)
    return tuple(map(Ed25519PrivateKey.from_private_bytes, seeds))


@cache
def _own_seed(folder: Path) -> bytes:
    """The seed of a shop that was given none: made once, for this machine's user only.

    Of several processes that begin at once, one makes it: a link is made whole, and never over another.
    """
    path = folder / _FILE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder)  # with mode 0600
        os.write(handle, os.urandom(SEED_BYTES))
        os.close(handle)
        with suppress(FileExistsError):  # another process was first, and its key counts
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_bytes()
