"""Logs are lines that machines can read in production, and never show what a variable held."""

import json
import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from creditshop import logs
from creditshop.config import Settings


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logging.captureWarnings(capture=False)  # another test's, to which pytest's own capture has come since
    granian = logging.getLogger("_granian")  # which a sandbox served in this process has silenced
    granian.propagate, granian.level = True, logging.NOTSET
    yield
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level
    logging.captureWarnings(capture=False)


def lose(address: str) -> None:
    raise ConnectionError(f"no answer from {address}")


def fail(secret: str) -> None:
    raise RuntimeError("broken")


@pytest.mark.parametrize("environment", ["production", "development"])
def test_a_failure_is_logged_without_values(
    environment: str, clean_settings: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    clean_settings.setenv("APP_ENV", environment)
    logs.configure(Settings())
    try:
        fail("ca" + "nary")
    except RuntimeError:
        structlog.get_logger().exception("it failed", purchase_id="pur_1")
    written = capfd.readouterr().err
    assert "broken" in written
    assert "canary" not in written
    if environment == "production":
        assert json.loads(written)["purchase_id"] == "pur_1"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("sk_live_4eC39Hq is refused", "[secret] is refused"),
        ("rk_test_a1 and whsec_b2+c/d=", "[secret] and [secret]"),
        (f"csk_{'a' * 12}_{'b' * 40}", "[secret]"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [secret]"),
        ("postgresql://shop:hunter2@db.example/shop is away", "postgresql://[secret]@db.example/shop is away"),
        ("redis://:hunter2@cache.example", "redis://[secret]@cache.example"),
        ("to ada.lovelace+shop@example.com", "to a…@example.com"),
        ("https://shop.example/account?next=/a@b", "https://shop.example/account?next=/a@b"),
        ("pur_1 of usr_2 at 2026-11-26T12:00:00Z", "pur_1 of usr_2 at 2026-11-26T12:00:00Z"),
    ],
)
@pytest.mark.parametrize("environment", ["production", "development"])
def test_no_secret_and_no_whole_address_gets_any_further(
    environment: str, said: str, written: str, clean_settings: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    clean_settings.setenv("APP_ENV", environment)
    logs.configure(Settings())
    structlog.get_logger().info("told", detail=said, more=[said, {"deep": said}])
    line = capfd.readouterr().err
    if environment == "development":
        assert written in line
    else:
        assert {"detail": written, "more": [written, {"deep": written}]}.items() <= json.loads(line).items()
    assert (said == written) or said not in line


def test_an_exceptions_message_is_told_likewise(
    clean_settings: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    clean_settings.setenv("APP_ENV", "production")
    logs.configure(Settings())
    try:
        lose("smtp://shop:hunter2@mail.example")
    except ConnectionError:
        structlog.get_logger().exception("it failed")
    written = capfd.readouterr().err
    assert "hunter2" not in written
    assert "smtp://[secret]@mail.example" in written


def test_libraries_lines_have_the_same_form_and_are_as_discreet(
    clean_settings: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """ASVS 16.2.4: one form for all, that machines read. ASVS 16.2.5: no credentials in it."""
    clean_settings.setenv("APP_ENV", "production")
    for _ in range(2):  # a second time replaces the first
        logs.configure(Settings())
    with structlog.contextvars.bound_contextvars(request_id="req_1"):
        for name in ("uvicorn.error", "sqlalchemy.pool", "alembic", "reflex.app", "stripe", "httpx", "_granian"):
            logging.getLogger(name).warning("lost %s", "postgresql://shop:hunter2@db.example/shop")
            logging.getLogger(name).info("talk")
        warnings.warn("sk_test_old", stacklevel=1)
        try:
            fail("ca" + "nary")
        except RuntimeError:
            logging.getLogger("asyncio").exception("a task failed")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line["logger"] for line in lines[:2]] == ["uvicorn.error", "sqlalchemy.pool"]
    assert {line["request_id"] for line in lines} == {"req_1"}
    assert [line["level"] for line in lines] == ["warning"] * 8 + ["error"]
    assert lines[0]["event"] == "lost postgresql://[secret]@db.example/shop"
    assert "sk_test" not in lines[7]["event"]
    assert "broken" in lines[8]["exception"]
    assert "canary" not in str(lines)
