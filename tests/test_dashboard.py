"""The dashboard for Grafana shows every figure that /metrics gives, and no other."""

import json
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from creditshop.api.backlog import backlog
from creditshop.api.metrics import exposition
from tests.conftest import Database

DASHBOARD = Path(__file__).resolve().parents[1] / "deploy" / "grafana" / "creditshop.json"
SUFFIX = re.compile("_(total|bucket|sum|count|created)$")


def shown() -> set[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    expressions = " ".join(target["expr"] for panel in panels for target in panel.get("targets", ()))
    return {SUFFIX.sub("", name) for name in re.findall(r"creditshop_\w+", expressions)}


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_every_figure_is_shown_and_every_panel_has_one(db: Database) -> None:
    families = text_string_to_metric_families(exposition(db.transact(backlog)).decode())
    assert shown() == {family.name for family in families if not family.name.endswith("_created")}
