"""The readable page says everything that the OpenAPI document and the table of problems say, and loads nothing else."""

import re

from creditshop.api.problems import PROBLEMS
from tests.api.rest.app import App
from tests.api.rest.test_authorisation import ROUTES


async def test_every_route_and_every_problem_has_its_place(app: App) -> None:
    answer = await app.http.get("/docs")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    places = set(re.findall(r'id="([^"]+)"', answer.text))
    assert {name.lower().replace(" ", "") for name in ROUTES} <= places
    assert {problem.code for problem in PROBLEMS.values()} <= places
    assert set(re.findall(r'href="#([^"]+)"', answer.text)) <= places


async def test_it_runs_no_script_and_loads_nothing_from_elsewhere(app: App) -> None:
    text = (await app.http.get("/docs")).text
    assert "<script" not in text
    assert set(re.findall(r'(?:src|href)="(?!#)([^"]+)"', text)) == {
        "/favicon.ico",
        "http://localhost:8000/",
        "http://localhost:8000/api/v1/openapi.json",
    }


async def test_the_document_is_openapi_31_and_names_scopes_and_server(app: App) -> None:
    document = (await app.http.get("/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "http://localhost:8000/api/v1"}]
    assert document["paths"]["/grants"]["post"]["security"] == [{"ApiKey": ["grant"]}]
    assert document["paths"]["/spends"]["post"]["operationId"] == "spend"
