"""Logs are lines that machines can read in production, and never show what a variable held."""

import json

import pytest
import structlog

from creditshop import logs
from creditshop.config import Settings


@pytest.fixture(autouse=True)
def _restored() -> object:
    yield
    structlog.reset_defaults()


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
