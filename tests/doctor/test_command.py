"""`doctor` as a person and a program call it."""

import json
import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from creditshop.cli import app
from tests.sandbox.receiver import Receiver
from tests.sandbox.shop import running_sandbox
from tests.served import OURS, ROOT, free_port, served


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "-m", "creditshop", "doctor", *words],
        cwd=ROOT, env=clean | environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def ask(patch: pytest.MonkeyPatch, **environment: str) -> Result:
    """`doctor --json` within this process, which has imported already what it takes seconds to import."""
    for name, value in environment.items():
        patch.setenv(name, value)
    return CliRunner().invoke(app, ["doctor", "--json"])


def on_a_terminal(*words: str, **environment: str) -> str:
    """What somebody sees who runs it in a terminal."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "creditshop", "doctor", *words], cwd=ROOT, env=clean | environment, stdout=theirs
    )
    os.close(theirs)
    shown = b""
    with suppress(OSError):  # the terminal is gone once nobody writes to it any more
        while part := os.read(ours, 65536):
            shown += part
    process.wait(timeout=60)
    os.close(ours)
    return shown.decode()


def states(printed: str) -> dict[str, Any]:
    return {line["name"]: line["state"] for line in json.loads(printed)["lines"]}


def test_a_shop_that_runs_is_well(tmp_path: Path) -> None:
    with served(tmp_path) as web:
        for words in ([], ["--repair"]):
            done = web.command("doctor", *words, "--json")
            found = states(done.stdout)
            assert done.returncode == 0, done.stdout
            assert {found[name] for name in ("settings", "Stripe key", "clock", "webhook endpoint", "database")} == {
                "ok"
            }
            assert "secret" not in json.loads(done.stdout)


def test_everything_away_is_told_without_a_secret(tmp_path: Path) -> None:
    away = f"127.0.0.1:{free_port()}"
    everything = {
        "CREDITSHOP_DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"postgresql://shop:canary@{away}/shop",
        "REDIS_URL": f"redis://:canary@{away}",
        "SMTP_URL": f"smtp://shop:canary@{away}",
        "STRIPE_SECRET_KEY": "sk_live_" + "canary",
        "STRIPE_WEBHOOK_SECRET": "whsec_" + "canary",
        "STRIPE_API_BASE": f"http://{away}",
        "PUBLIC_URL": f"https://{away}",
    }
    for words in (["--json"], []):
        done = run(*words, **everything)
        assert done.returncode == 1
        assert "canary" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        if words:
            found = states(done.stdout)
            unknown = {name for name, state in found.items() if state == "skipped"}
            assert unknown == {"clock", "webhook endpoint", "mode"}
            assert {name for name, state in found.items() if state == "problem"} == {*found} - unknown - {"disk"}
        else:
            assert "Look whether it runs, and whether DATABASE_URL names it" in done.stdout


@pytest.mark.parametrize("setting", [{"PORT": "canary"}, {"SMTP_URL_FILE": "/no/such/file"}])
def test_settings_that_cannot_be_read_are_a_line(setting: dict[str, str], clean_settings: pytest.MonkeyPatch) -> None:
    done = ask(clean_settings, **setting)
    assert (done.exit_code, states(done.stdout)) == (1, {"settings": "problem"})


@pytest.mark.parametrize(
    "setting",
    [
        {"PUBLIC_URL": "https://shop.example:99999"},
        {"PUBLIC_URL": "https://[x"},
        {"DATABASE_URL": "canary"},
        {"CREDITSHOP_DATA_DIR": "/proc/nothing"},
        {"REDIS_URL": "canary"},
        {"SMTP_URL": "smtp://shop:canary@localhost:99999"},
    ],
)
def test_whatever_a_setting_is_every_line_is_told(setting: dict[str, str], clean_settings: pytest.MonkeyPatch) -> None:
    done = ask(clean_settings, **setting)
    assert (done.exit_code, len(states(done.stdout))) == (1, 10), done.stderr
    assert "canary" not in done.stdout + done.stderr


def test_a_secret_is_told_once_and_to_nobody_but_who_asked(tmp_path: Path) -> None:
    key = "sk_test_" + "ofatestaccount"
    with running_sandbox(tmp_path / "sandbox.db", Receiver(), "whsec_given", secret_key=key) as stripe:
        environment = {
            "APP_ENV": "development",
            "CREDITSHOP_DATA_DIR": str(tmp_path),
            "STRIPE_SECRET_KEY": key,
            "STRIPE_API_BASE": stripe.url,
            "PUBLIC_URL": "https://shop..example",
        }
        refused = run("--repair", **environment)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert stripe.client(key).v1.webhook_endpoints.list().data == []
        shown = on_a_terminal("--repair", **environment)
        (secret,) = re.findall(r"^STRIPE_WEBHOOK_SECRET=(whsec_\w+)\r?$", shown, re.MULTILINE)
        assert shown.count(secret) == 1
        again = on_a_terminal("--repair", **environment), run("--repair", "--json", **environment).stdout
        assert not any("whsec_" in words for words in again)
        assert "secret" not in json.loads(again[1])
        (made,) = stripe.client(key).v1.webhook_endpoints.list().data
        stripe.client(key).v1.webhook_endpoints.delete(made.id)
        assert json.loads(run("--repair", "--json", **environment).stdout)["secret"].startswith("whsec_")


def test_missing_migrations_are_told(clean_settings: pytest.MonkeyPatch) -> None:
    done = ask(clean_settings)
    assert states(done.stdout)["database"] == "problem"
    assert "python -m creditshop migrate" in done.stdout
