"""Secrets come from AWS Secrets Manager as from anywhere else; what is nearer wins, and a failure names no secret."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from creditshop.cli import main
from creditshop.config import Mode, Settings, SettingsError, settings
from creditshop.config.sources import AWS
from tests.served import ROOT

KEY = "rk_test_" + "canaryofthekey"
HELD = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": "whsec_one, whsec_two", "WORKERS": 3, "other": "ignored"}
Keep = Callable[[str], None]


@pytest.fixture
def keep_names(clean_settings: pytest.MonkeyPatch) -> None:
    """What AWS' tools need, and the name of the secret."""
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "eu-central-1"),
        (AWS, "creditshop/live"),
    ):
        clean_settings.setenv(name, value)


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def keep(keep_names: None) -> Iterator[Keep]:
    """Secrets Manager, in which a test keeps a secret; AWS_SECRET_ID names it."""
    with mock_aws():
        manager = boto3.client("secretsmanager")

        def put(held: str) -> None:
            manager.create_secret(Name="creditshop/live", SecretString=held)
            settings.cache_clear()

        yield put


def test_settings_come_out_of_it(keep: Keep) -> None:
    keep(json.dumps(HELD))
    config = settings()
    assert (config.mode, config.workers, config.webhook_secrets) == (Mode.TEST, 3, ("whsec_one", "whsec_two"))
    assert config.stripe_secret_key.get_secret_value() == KEY


def test_what_is_nearer_wins(keep: Keep, clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """So that one value can be replaced on one machine, at once."""
    keep(json.dumps(HELD | {"SHOP_NAME": "AWS", "METRICS_TOKEN": "aws", "MAIL_FROM": "aws", "PORT": "1"}))
    (tmp_path / ".env").write_text("SHOP_NAME=dotenv\nMETRICS_TOKEN=dotenv\nMAIL_FROM=dotenv\n")
    (tmp_path / "token").write_text("file\n")
    clean_settings.setenv("METRICS_TOKEN_FILE", str(tmp_path / "token"))
    clean_settings.setenv("MAIL_FROM_FILE", str(tmp_path / "token"))
    clean_settings.setenv("MAIL_FROM", "environment")
    config = Settings()
    found = (config.port, config.shop_name, config.metrics_token.get_secret_value(), config.mail_from)
    assert found == (1, "dotenv", "file", "environment")


@pytest.mark.parametrize("held", [f'["{KEY}"]', f'{{"STRIPE_SECRET_KEY": "{KEY}"', KEY])
def test_what_is_no_object_is_refused_without_being_told(keep: Keep, held: str) -> None:
    keep(held)
    with pytest.raises(SettingsError, match="must be a JSON object") as refused:
        settings()
    assert KEY not in str(refused.value)


def test_a_value_of_the_wrong_form_is_refused_without_being_told(keep: Keep) -> None:
    keep(json.dumps({"LEDGER_SIGNING_KEY": KEY}))
    with pytest.raises(SettingsError, match="LEDGER_SIGNING_KEY is wrong") as refused:
        settings()
    assert KEY not in str(refused.value)


@pytest.mark.usefixtures("keep")
def test_a_secret_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsError, match=r"AWS_SECRET_ID: creditshop/live cannot be read: ResourceNotFound"):
        settings()


@pytest.mark.usefixtures("keep")
def test_without_a_region_it_says_what_is_missing(clean_settings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clean_settings.delenv("AWS_DEFAULT_REGION")
    clean_settings.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(SettingsError, match="You must specify a region"):
        settings()


def test_a_manager_that_does_not_answer_ends_the_wait(
    clean_settings: pytest.MonkeyPatch, silent: str, keep_names: None
) -> None:
    clean_settings.setenv("AWS_ENDPOINT_URL", silent)
    clean_settings.setattr("creditshop.config.sources.PATIENCE", 0.1)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="Secrets Manager cannot be asked: Read timeout"):
        settings()


def test_a_command_works_with_what_is_kept_there(
    keep: Keep, clean_settings: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    keep(json.dumps({"DATABASE_URL": f"sqlite:///{tmp_path}/kept.db"}))
    clean_settings.setattr(sys, "argv", ["creditshop", "migrate"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code, capfd.readouterr()
    assert (tmp_path / "kept.db").exists()


def test_who_does_not_use_it_does_not_load_it() -> None:
    program = "import sys, creditshop.config as c; c.settings(); print([m for m in sys.modules if 'boto' in m])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
