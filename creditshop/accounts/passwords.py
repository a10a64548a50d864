"""Passwords: which are accepted (OWASP ASVS 5, 6.2), and argon2id off the event loop and outside transactions."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import ParamSpec, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from creditshop.accounts.errors import PasswordIsAddress, PasswordTooCommon, PasswordTooLong, PasswordTooShort

P = ParamSpec("P")
T = TypeVar("T")
SHORTEST, LONGEST = 10, 128
# argon2id with 46 MiB and one pass, one of the equally strong choices in OWASP's Password Storage Cheat Sheet: it takes
# a third of the processor time of RFC 9106's, so that a flood of sign-ins leaves something for the shop.
_HASHER = PasswordHasher(memory_cost=46 * 1024, time_cost=1, parallelism=1)
_AT_ONCE = 2  # bounds the memory that a flood of sign-ins can take; the others wait


def check_password(password: str, email: str) -> None:
    """Return when `password` may protect the account of `email`; length counts, not which characters.

    Raises PasswordTooShort, PasswordTooLong, PasswordTooCommon or PasswordIsAddress.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort
    if len(password) > LONGEST:
        raise PasswordTooLong
    guess = password.casefold()
    if guess in _common() or len(set(guess)) == 1:
        raise PasswordTooCommon
    if guess in (email, email.partition("@")[0]):
        raise PasswordIsAddress


async def hash_password(password: str) -> str:
    """The argon2id hash of `password`, with its parameters and salt in it."""
    return await _in_thread(_HASHER.hash, password)


def hash_password_sync(password: str) -> str:
    """`hash_password` for the command line, where no event loop runs."""
    return _HASHER.hash(password)


async def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether `password` made this hash. Without one (nobody has the address) the same work is done for a False."""
    compared = password_hash if password_hash is not None else await _in_thread(_nobodys_hash)
    return await _in_thread(_matches, compared, password) and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())


@cache
def _common() -> frozenset[str]:
    """Passwords that leaked most often and are long enough; from zxcvbn's frequency list (MIT, Dropbox and others)."""
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text().casefold().split())


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")


async def _in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads(), partial(function, *args, **kwargs))
