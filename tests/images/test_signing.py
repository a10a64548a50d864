"""An address works as it was signed, until its time is over, and in no other way."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest

from creditshop.config import SettingsError, settings
from creditshop.images import Format, Link, LinkExpired, SignatureInvalid, read_link, signing_secrets

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SECRET, OTHER = "s" * 32, "o" * 32
LINK = Link("img_one", 400, 300, Format.WEBP, NOW + timedelta(hours=1))
CHANGES = {
    "src": "img_two", "w": "401", "h": "301", "fmt": "png", "exp": str(int(NOW.timestamp()) + 9999), "sig": "A" * 43
}  # fmt: skip


def given(link: Link = LINK, secret: str = SECRET) -> dict[str, str]:
    """The query as it arrives."""
    return dict(parse_qsl(link.query(secret)))


def read(query: dict[str, str], secrets: Sequence[str] = (SECRET,), now: datetime = NOW) -> Link:
    return read_link(query, secrets, now=now)


@pytest.mark.parametrize("link", [LINK, replace(LINK, height=None)])
def test_what_was_signed_is_read(link: Link) -> None:
    assert read(given(link)) == link


@pytest.mark.parametrize("name", CHANGES)
def test_any_other_value_is_refused(name: str) -> None:
    """OWASP ASVS 5.0, 9.1.1."""
    with pytest.raises(SignatureInvalid):
        read({**given(), name: CHANGES[name]})


@pytest.mark.parametrize("name", CHANGES)
def test_a_value_may_not_be_missing(name: str) -> None:
    query = given()
    del query[name]
    with pytest.raises(SignatureInvalid):
        read(query)


@pytest.mark.parametrize(
    "change",
    [
        {"w": "0400"},
        {"w": "400 "},
        {"w": "４００"},
        {"src": "img_one&w=9"},
        {"fmt": "WEBP"},
        {"sig": ""},
        {"sig": "é"},
        {"exp": "9" * 5000},
        {"w": "400&h=300", "h": ""},
    ],
)
def test_nor_may_it_be_written_in_another_way(change: dict[str, str]) -> None:
    with pytest.raises(SignatureInvalid):
        read({**given(), **change})


def test_each_character_of_the_signature_counts() -> None:
    """The last one of base64 has bits to spare: another that decodes to the same bytes is no signature."""
    query = given()
    for position, character in enumerate(query["sig"]):
        for other in {"A", "B", chr(ord(character) ^ 1)} - {character}:
            with pytest.raises(SignatureInvalid):
                read({**query, "sig": query["sig"][:position] + other + query["sig"][position + 1 :]})


def test_an_address_without_height_cannot_be_given_one() -> None:
    with pytest.raises(SignatureInvalid):
        read({**given(replace(LINK, height=None)), "h": "300"})


def test_what_is_not_signed_does_not_matter() -> None:
    assert read({**given(), "utm_source": "mail"}) == LINK


def test_it_ends_at_the_second_it_says() -> None:
    """OWASP ASVS 5.0, 9.2.1."""
    assert read(given(), now=LINK.expires_at - timedelta(microseconds=1)) == LINK
    with pytest.raises(LinkExpired):
        read(given(), now=LINK.expires_at)


def test_an_expired_address_of_somebody_else_tells_nothing() -> None:
    with pytest.raises(SignatureInvalid):
        read(given(secret=OTHER), now=LINK.expires_at)


def test_while_a_secret_is_rotated_both_are_good() -> None:
    assert read(given(secret=SECRET), (OTHER, SECRET)) == read(given(secret=OTHER), (OTHER, SECRET)) == LINK
    with pytest.raises(SignatureInvalid):
        read(given(secret=SECRET), (OTHER,))


def test_the_same_address_is_charged_once_whichever_secret_signed_it() -> None:
    assert read(given(secret=OTHER), (OTHER,)).digest == LINK.digest
    others = [replace(LINK, width=401), replace(LINK, height=None), replace(LINK, picture_id="img_two")]
    assert len({LINK.digest, *(link.digest for link in others)}) == 4


def test_secrets_come_from_the_settings(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("IMAGE_SIGNING_SECRET", f" {SECRET} , {OTHER}")
    settings.cache_clear()
    assert signing_secrets() == (SECRET, OTHER)


def test_a_short_secret_stops_the_start(clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("IMAGE_SIGNING_SECRET", f"{SECRET},short")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="IMAGE_SIGNING_SECRET"):
        settings().check()


def test_without_one_the_store_makes_and_keeps_one(clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    found: list[tuple[str, ...]] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.append(signing_secrets())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert {len(secret) for secrets in found for secret in secrets} == {64}
    assert len(set(found)) == 1
    (key,) = (tmp_path / "data").rglob("*.key")
    assert key.stat().st_mode & 0o077 == 0
    assert not [path for path in key.parent.iterdir() if path != key]


def test_the_query_is_plain_text_for_any_url() -> None:
    query = LINK.query(SECRET)
    assert query == urlencode(parse_qsl(query))
    assert query.startswith(f"src=img_one&w=400&h=300&fmt=webp&exp={int(LINK.expires_at.timestamp())}&sig=")
