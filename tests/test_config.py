"""Settings come from the environment, from secrets' files and from `.env`; what cannot work safely stops the start."""

from base64 import b64encode
from pathlib import Path

import pytest

from creditshop.config import SANDBOX_WEBHOOK_SECRET, Mode, Settings, SettingsError, settings

LIVE = {
    "APP_ENV": "production",
    "STRIPE_SECRET_KEY": "rk_live_abc",
    "STRIPE_WEBHOOK_SECRET": "whsec_one, whsec_two",
    "PUBLIC_URL": "https://shop.example",
    "SMTP_URL": "smtps://mail.example",
    "MAIL_FROM": "shop@shop.example",
    "LEDGER_SIGNING_KEY": f"{b64encode(bytes(32)).decode()}, {b64encode(bytes([1] * 32)).decode()}",
}


def configure(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    return settings()


def test_defaults_are_a_sandbox_on_sqlite(clean_settings: pytest.MonkeyPatch) -> None:
    config = configure(clean_settings).check()
    assert config.mode is Mode.SANDBOX
    assert config.is_sqlite
    assert config.public_url == "http://localhost:8000"
    assert config.stripe_url == "http://127.0.0.1:8000/sandbox"


@pytest.mark.parametrize(
    ("key", "mode"),
    [
        ("", Mode.SANDBOX),
        ("sk_test_1", Mode.TEST),
        ("rk_test_1", Mode.TEST),
        ("sk_live_1", Mode.LIVE),
        ("rk_live_1", Mode.LIVE),
    ],
)
def test_the_key_says_whose_money_moves(clean_settings: pytest.MonkeyPatch, key: str, mode: Mode) -> None:
    assert configure(clean_settings, STRIPE_SECRET_KEY=key).mode is mode


def test_production_with_everything_set_starts(clean_settings: pytest.MonkeyPatch) -> None:
    config = configure(clean_settings, **LIVE).check()
    assert config.stripe_url is None
    assert config.webhook_secrets == ("whsec_one", "whsec_two")
    assert config.ledger_signing_seeds == (bytes(32), bytes([1] * 32))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"STRIPE_SECRET_KEY": ""}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_WEBHOOK_SECRET": ""}, "STRIPE_WEBHOOK_SECRET"),
        ({"STRIPE_WEBHOOK_SECRET": SANDBOX_WEBHOOK_SECRET}, "STRIPE_WEBHOOK_SECRET"),
        ({"PUBLIC_URL": "http://shop.example"}, "PUBLIC_URL"),
        ({"STRIPE_API_BASE": "http://127.0.0.1:4242"}, "STRIPE_API_BASE"),
        ({"WORKERS": "2"}, "SQLite"),
        ({"WORKERS": "2", "DATABASE_URL": "postgresql://db/shop"}, "REDIS_URL"),
        ({"SMTP_URL": ""}, "SMTP_URL"),
        ({"METRICS_TOKEN": "short"}, "METRICS_TOKEN"),
        ({"IMAGE_SIGNING_SECRET": "short"}, "IMAGE_SIGNING_SECRET"),
    ],
)
def test_production_refuses(clean_settings: pytest.MonkeyPatch, change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        configure(clean_settings, **{**LIVE, **change}).check()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("WORKERS", "0"),
        ("APP_ENV", "staging"),
        ("PUBLIC_URL", "shop.example"),
        ("LEDGER_SIGNING_KEY", "a key"),
        ("LEDGER_SIGNING_KEY", "c2hvcnQ="),
    ],
)
def test_a_wrong_value_is_one_line_that_names_it(clean_settings: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is wrong: [^\n]*$"):
        configure(clean_settings, **{name: value})


def test_a_secret_can_come_from_a_file(clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk_test_from_file\n")
    assert configure(clean_settings, STRIPE_SECRET_KEY_FILE=str(tmp_path / "key")).stripe_key == "sk_test_from_file"


def test_a_missing_secret_file_stops_the_start(clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="missing"):
        configure(clean_settings, STRIPE_SECRET_KEY_FILE=str(tmp_path / "missing"))


def test_a_dotenv_file_is_read(clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SHOP_NAME=Credits & Co\n")
    clean_settings.chdir(tmp_path)
    assert configure(clean_settings).shop_name == "Credits & Co"


def test_secrets_do_not_show(clean_settings: pytest.MonkeyPatch) -> None:
    config = configure(clean_settings, STRIPE_SECRET_KEY="sk_live_canary", DATABASE_URL="postgresql://u:canary@db/shop")
    assert "canary" not in repr(config) + str(config)
