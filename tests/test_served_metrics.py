"""What several web processes and a worker have counted, whichever of them is asked."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import BACKENDS, grown_up
from tests.served import ServedShop, served
from tests.waiting import until
from tests.webhooks import an_event, as_body, sign

TOKEN = "canary-of-the-metrics-token-of-this-shop"


def counted(shop: ServedShop, name: str, **labels: str) -> float:
    text = shop.api.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    return sum(one.value for one in samples if one.name == name and labels.items() <= one.labels.items())


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_process_adds_up(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    more = grown_up(request) if backend == "postgresql" else {}
    with served(tmp_path / "data", METRICS_TOKEN=TOKEN, **more) as shop:
        for _ in range(30):
            body = as_body(an_event("made.up"))
            shop.api.post("/api/stripe/webhook", content=body, headers={"Stripe-Signature": sign(body)})
        assert {counted(shop, "creditshop_webhooks_total", type="other") for _ in range(10)} == {30}
        until(lambda: counted(shop, "creditshop_jobs_total", outcome="done"), what="a job of the worker's")
