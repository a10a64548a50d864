"""The signing key: given, or made once for this machine's user alone."""

import stat
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from creditshop.config import SEED_BYTES, settings
from creditshop.ledger.signing import _own_seed, is_signed, public_key, sign

# RFC 8032, section 7.1, test 1
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def test_the_given_key_signs(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("LEDGER_SIGNING_KEY", b64encode(SEED).decode())
    settings.cache_clear()
    assert public_key() == PUBLIC
    signature = sign(b"said")
    assert is_signed(b"said", signature, PUBLIC)
    assert not is_signed(b"else", signature, PUBLIC)
    assert not (settings().creditshop_data_dir / "ledger-signing-key").exists()


def test_without_one_many_that_begin_at_once_make_one_for_this_user_only(tmp_path: Path) -> None:
    make, together = _own_seed.__wrapped__, Barrier(8)

    def begin(_: int) -> bytes:
        together.wait(timeout=10)
        return make(tmp_path / "data")

    with ThreadPoolExecutor(8) as pool:
        (seed,) = set(pool.map(begin, range(8)))
    assert len(seed) == SEED_BYTES
    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
