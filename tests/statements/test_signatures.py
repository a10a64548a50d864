"""The standalone program checks Ed25519 as RFC 8032 has it, no more and no less."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.statements.program import program

VECTORS = [  # RFC 8032, section 7.1: tests 1, 2, 3 and SHA(abc): public key, message, signature
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
        "b00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
        "c027beceea1ec40a",
    ),
    (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17a"
        "d9bef1177331a704",
    ),
]


@pytest.mark.parametrize(("key", "message", "signature"), VECTORS)
def test_signatures_of_the_rfc(key: str, message: str, signature: str) -> None:
    assert program.verify_ed25519(*map(bytes.fromhex, (key, message, signature)))


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_a_well_kept_library(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert program.verify_ed25519(key, message, signature)
    assert not program.verify_ed25519(key, message + b".", signature)
    changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
    assert not program.verify_ed25519(key, message, changed)


def test_a_signature_has_one_form_only() -> None:
    key, message, signature = map(bytes.fromhex, VECTORS[1])
    larger = (int.from_bytes(signature[32:], "little") + program.ORDER).to_bytes(32, "little")
    assert not program.verify_ed25519(key, message, signature[:32] + larger)
    for length in (0, 63):
        assert not program.verify_ed25519(key, message, signature[:length])
    assert not program.verify_ed25519(key[:31], message, signature)


@pytest.mark.parametrize("y", [2**255 - 19, 2**255 - 1, 2, 1 + 2**255])
def test_what_is_no_point_is_refused(y: int) -> None:
    assert program.decode(y.to_bytes(32, "little")) is None
