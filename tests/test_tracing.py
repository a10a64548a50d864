"""Tracing is for who asks for it: else nothing of it is there. What was traced last is told before a process ends."""

import subprocess
import sys

import pytest

from tests.conftest import Database
from tests.otlp import attributes, collecting
from tests.served import ROOT

pytestmark = pytest.mark.parametrize("db", ["sqlite"], indirect=True)
SHOP = """
import sys
from creditshop import tracing
from creditshop.config import settings
from creditshop.database import transact_sync
tracing.start(settings())
with tracing.span("job x", **{"job.kind": "x", "canary": "canary"}):
    transact_sync(lambda session: session.connection().exec_driver_sql("SELECT 'fine'").all() and None)
    tracing.describe("job y")
try:
    with tracing.span("job z"):
        raise RuntimeError("canary")
except RuntimeError:
    pass
tracing.stop()
print(sorted(name for name in sys.modules if name.startswith("opentelemetry.sdk")))
"""


def run() -> str:
    done = subprocess.run(
        [sys.executable, "-c", SHOP], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_without_the_setting_nothing_of_it_is_there(db: Database) -> None:
    assert run() == "[]"


def test_what_was_traced_last_is_told_at_the_end(db: Database, clean_settings: pytest.MonkeyPatch) -> None:
    with collecting() as collector:
        clean_settings.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url)
        clean_settings.setenv("OTEL_BSP_SCHEDULE_DELAY", "600000")
        clean_settings.setenv("OTEL_SERVICE_NAME", "shop-2")
        run()
    (span,) = collector.named("job y")
    assert attributes(span) == {"job.kind": "x"}
    assert "SELECT" in {below.name for below in collector.below(span)}
    (failed,) = collector.named("job z")
    assert [attributes(event) for event in failed.events] == [{"exception.type": "RuntimeError"}]
    assert "canary" not in collector.text
    assert collector.services == {"shop-2"}


def test_a_receiver_that_is_away_breaks_nothing(db: Database, clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    run()
