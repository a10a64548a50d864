"""The page for app developers: every snippet runs against a served shop, and prints what the page says."""

import contextlib
import io
import json
import os
import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from creditshop.api.problems import PROBLEMS
from creditshop.client import errors
from creditshop.outgoing.events import EventType, body
from creditshop.outgoing.sending import headers
from tests.served import ROOT, ServedShop

PAGE = (ROOT / "docs" / "apps.md").read_text()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Reader:
    """Somebody who does what the page says, from the top to the bottom."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "page"}
        self.answer: Any = None

    def sh(self, text: str) -> None:
        command = ["bash", "-euo", "pipefail", "-c", text]
        done = subprocess.run(command, cwd=self.folder, env=os.environ, capture_output=True, text=True, check=True)
        self.answer = json.loads(done.stdout) if done.stdout else None

    def json(self, text: str) -> None:
        assert _shape(self.answer) == _shape(json.loads(text))

    def graphql(self, text: str) -> None:
        name = text.partition("\n")[0].removeprefix("# ")
        (self.folder / name).write_text(text)

    def python(self, text: str) -> None:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(text, "docs/apps.md", "exec"), self.names)
        promised = re.findall(r"print\(.*\)  # (.*)|^ +# (.*)", text, re.MULTILINE)
        assert printed.getvalue().splitlines() == ["".join(one) for one in promised]


def test_every_snippet_does_what_the_page_says(
    shop: ServedShop, make_key: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (640, 480)).save(tmp_path / "photo.png")
    key = make_key("read", "spend", "grant")
    for name, value in {"URL": shop.url, "KEY": key, "WEBHOOK_SECRET": SECRET}.items():
        monkeypatch.setenv(f"CREDITSHOP_{name}", value)
    monkeypatch.chdir(tmp_path)
    reader = Reader(tmp_path)
    for language, text in FENCE.findall(PAGE):
        getattr(reader, language)(text.replace("http://localhost:8000", shop.url).replace("csk_…", key))
    _webhooks_are_received(reader.names["receive"])
    assert httpx.get(reader.names["signed"].url).headers["Content-Type"] == "image/webp"
    reader.names["shop"].close()


def test_the_table_of_refusals_is_the_shops() -> None:
    rows = re.findall(r"^\| (`[A-Z].*?) \| (\d+) \| (.*?) \|", PAGE, re.MULTILINE)
    assert len(rows) == 9
    statuses = {problem.code: problem.status for problem in PROBLEMS.values()}
    for codes, status, exceptions in rows:
        for code, exception in zip(re.findall("`(.*?)`", codes), re.findall("`(.*?)`", exceptions), strict=True):
            assert (statuses[code], errors.KINDS[code].__name__) == (int(status), exception)


def _webhooks_are_received(receive: Callable[[bytes, dict[str, str]], int]) -> None:
    now = datetime.now(UTC)
    text = body(EventType.BALANCE_LOW, {"wallet": "wal_1"}, now)
    assert receive(text.encode(), headers([SECRET], "msg_1", text, now)) == 204
    assert receive(text.encode(), {}) == 400


def _shape(value: Any) -> Any:
    """What a reader goes by: names, numbers and words, but not what differs each time."""
    if isinstance(value, dict):
        return {name: _shape(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shape(one) for one in value]
    return re.sub(r"_[a-z0-9]{26}$|^\d{4}-.*Z$|localhost:\d+", "", value) if isinstance(value, str) else value
