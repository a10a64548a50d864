"""What tests of images share: an app that has some, and everybody else who looks at them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from creditshop.config import settings
from creditshop.ledger import balance
from tests.api.rest.app import App
from tests.conftest import Database
from tests.images import drawn

Query = dict[str, str]


@dataclass
class Gallery:
    """An app of a customer with ten credits, and everybody else."""

    db: Database
    app: App
    world: httpx.AsyncClient
    owner: str
    wallet: str

    async def upload(self, data: bytes, wallet: str = "", **headers: str) -> httpx.Response:
        params = {"wallet": wallet or self.wallet}
        return await self.app.http.post("/images", params=params, content=data, headers=self.app.headers() | headers)

    async def sign(self, image: str, **more: Any) -> Query:
        """The query of a signed address."""
        answer = await self.app.post("/images/sign", **{"src": image, "w": 32, **more})
        assert answer.status_code == 200, answer.text
        url = urlsplit(answer.json()["url"])
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{settings().public_url}/api/images/resize"
        return dict(parse_qsl(url.query))

    async def signed(self, **more: Any) -> Query:
        """The query of a new image's signed address."""
        return await self.sign((await self.upload(drawn.jpeg())).json()["id"], **more)

    async def see(self, query: Query, **headers: str) -> httpx.Response:
        return await self.world.get("/resize", params=query, headers=headers)

    @property
    def credits(self) -> tuple[int, int]:
        """Available and held."""
        parts = self.db.transact(balance, self.wallet)
        return parts.available, parts.held


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert (problem["code"], problem["status"], problem["request_id"]) == (code, status, answer.headers["request-id"])
    assert "public" not in answer.headers.get("cache-control", "")
    return problem


def files() -> list[Path]:
    return sorted((settings().creditshop_data_dir / "pictures").glob("img_*/*"))
