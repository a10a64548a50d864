"""People are told once that something is wrong and once that it is over, whatever happens in between."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import orjson
import pytest

from creditshop import alerts
from creditshop.accounts import deciders
from creditshop.alerts import AlertNotFound, AlertSettled, RuleName, acknowledge, resolve_alert, send_test
from creditshop.config import settings
from creditshop.jobs import Registry, Runner
from creditshop.jobs.models import JOBS
from tests.alerts.conftest import OWNER, Watched, rule
from tests.alerts.traffic import MINUTE

R = RuleName
TOLD, OVER = ("alert", "owner@example.com"), ("alert_over", "owner@example.com")


async def test_trouble_that_goes_on_is_told_once_and_its_end_once(watched: Watched) -> None:
    watched.stripe.is_there = False
    await watched.watch(minutes=200, each=True)
    assert watched.mails() == [TOLD]
    watched.stripe.is_there = True
    await watched.watch(minutes=14, each=True)
    assert len(watched.open) == 1
    await watched.watch(minutes=60, each=True)
    assert (watched.open, watched.mails()) == ((), [TOLD, OVER])
    assert watched.past[0].resolved_by == alerts.ITSELF


async def test_trouble_that_comes_and_goes_is_one_alert(watched: Watched) -> None:
    for _ in range(10):
        watched.stripe.is_there = False
        await watched.watch(minutes=6, each=True)
        watched.stripe.is_there = True
        await watched.watch(minutes=6, each=True)
    assert len(watched.open) == 1
    assert watched.mails() == [TOLD]


async def test_what_nobody_takes_on_is_told_again_each_day(watched: Watched) -> None:
    watched.stripe.is_there = False
    await watched.watch(minutes=5, each=True)
    for _ in range(2 * 24 + 1):
        await watched.watch(minutes=60)
    assert watched.mails() == [TOLD] * 3
    watched.acknowledge(watched.open[0])
    for _ in range(2 * 24):
        await watched.watch(minutes=60)
    assert watched.mails() == [TOLD] * 3
    with pytest.raises(AlertSettled):
        watched.acknowledge(watched.open[0])


async def test_who_resolves_is_told_of_what_is_new_and_of_nothing_else(watched: Watched) -> None:
    traffic = watched.traffic()
    traffic.died(watched.now)
    watched.happens(traffic)
    (alert,) = await watched.watch()
    watched.resolve(alert)
    await watched.watch(minutes=30, each=True)
    assert (watched.open, watched.mails()) == ((), [TOLD])
    job_id = traffic.died(watched.now + MINUTE / 2)
    watched.happens(traffic)
    (another,) = await watched.watch()
    assert another.causes[0] == ("job", job_id)
    assert watched.mails() == [TOLD, TOLD]
    with pytest.raises(AlertSettled):
        watched.db.transact(resolve_alert, alert.id, by=OWNER, note="again", now=watched.now)
    with pytest.raises(AlertNotFound):
        watched.db.transact(acknowledge, "alr_none", by=OWNER, now=watched.now)


async def test_a_rule_that_is_turned_off_ends_its_alert(watched: Watched) -> None:
    watched.stripe.is_there = False
    await watched.watch(minutes=5, each=True)
    watched.set_rule(R.UNREACHABLE, is_on=False)
    await watched.watch(minutes=20, each=True)
    assert watched.open == ()


class Service(BaseHTTPRequestHandler):
    """Takes what Apprise posts; fails as often as it is told."""

    got: list[dict[str, str]]
    failures: int

    def do_POST(self) -> None:
        body = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fails, type(self).failures = self.failures > 0, self.failures - 1
        self.send_response(503 if fails else 200)
        self.end_headers()
        if not fails:
            self.got.append(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(db: object, clean_settings: pytest.MonkeyPatch) -> Iterator[type[Service]]:
    """A chat service that Apprise knows, and an address that it does not."""
    handler = type("Chat", (Service,), {"got": [], "failures": 0})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    clean_settings.setenv("ALERT_URLS", f"json://127.0.0.1:{server.server_port}/canary wrong://canary")
    settings.cache_clear()
    yield handler
    server.shutdown()
    server.server_close()


async def test_services_are_told_too_and_one_that_fails_is_told_later(watched: Watched, service: type[Service]) -> None:
    service.failures = 1
    traffic = watched.traffic()
    traffic.died(watched.now)
    watched.happens(traffic)
    await watched.watch()
    kinds = Registry()
    alerts.register_jobs(kinds)
    kinds.entries.clear()
    runner = Runner(kinds)
    await runner.drain()
    assert service.got == []
    watched.db.transact(lambda session: session.connection().execute(JOBS.update().values(run_at=watched.now)))
    await runner.drain()
    assert [body["title"] for body in service.got] == ["creditshop: Alert: Jobs given up within 1440 min: 1"]
    rows = watched.db.transact(lambda session: session.connection().execute(JOBS.select()).mappings().all())
    told = {row["state"]: row for row in rows if row["kind"] == "alerts.tell"}
    assert set(told) == {"done", "dead"}
    assert "Apprise" in told["dead"]["error"]
    assert "canary" not in str(rows)


async def test_a_test_goes_wherever_alerts_go_and_to_who_asked(watched: Watched, service: type[Service]) -> None:
    owner = watched.db.transact(deciders)[0]
    reading = watched.db.transact(send_test, rule(R.DEAD_JOBS), to=owner, by=OWNER, now=watched.now)
    assert (reading.value, reading.fires, watched.open) == (0, False, ())
    assert watched.mails() == [TOLD]
    kinds = Registry()
    alerts.register_jobs(kinds)
    kinds.entries.clear()
    await Runner(kinds).drain()
    assert service.got[0]["title"] == "creditshop: Test of an alert: Jobs given up within 1440 min: 0"
