"""docs/security.md claims nothing that no test proves."""

import re
from pathlib import Path

import pytest

from tests.served import ROOT

TABLE = (ROOT / "docs" / "security.md").read_text()
ROWS = [line.strip("|").split(" | ") for line in TABLE.splitlines() if line.startswith("| ") and "Attack |" not in line]
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)))


def test_the_table_is_read() -> None:
    assert len(ROWS) > 30
    assert len(NAMED) > 100


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_each_attack_names_its_tests_and_requirements(row: list[str]) -> None:
    attack, tests, requirements = (cell.strip() for cell in row)
    assert attack
    assert all(re.fullmatch(r"`tests/[\w/]+\.py::test_\w+`", name) for name in tests.split())
    assert all(re.fullmatch(r"(?:1[0-7]|[1-9])\.\d\.\d{1,2}", one) for one in requirements.split(", ") if one)


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_each_named_test_exists(file: str, name: str) -> None:
    assert re.search(rf"^(?:async )?def {name}\(", Path(ROOT, file).read_text(), re.MULTILINE)
