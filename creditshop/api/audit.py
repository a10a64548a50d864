"""The audit log as CSV, for those who decide about money; that it was exported is in it."""

from collections.abc import Sequence
from dataclasses import asdict

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from creditshop.accounts import DECIDERS
from creditshop.api.exports import Rows, csv_file, sign_in_first, signed_in_reader
from creditshop.api.session import actor
from creditshop.audit import AuditView, Search, entries, record
from creditshop.clock import utcnow
from creditshop.database import read, transact

_AT_ONCE = 500
_HEADING = tuple(AuditView.__dataclass_fields__)


async def audit_csv(request: Request) -> Response:
    """What a search finds, newest first; `actor`, `action`, `target`, `since` and `until` are those of the page."""
    user = await signed_in_reader(request)
    if user is None:
        return sign_in_first()
    if user.role not in DECIDERS:
        return PlainTextResponse("Finance or an owner exports the audit log.", status_code=403)
    asked = Search.typed(request.query_params)
    answer = await csv_file("audit.csv", _HEADING, audit_pages(asked), user)
    if isinstance(answer, StreamingResponse):
        searched = {name: str(value) for name, value in asdict(asked).items() if value}
        await transact(record, actor(request, user), "audit.export", "", after=searched, now=utcnow())
    return answer


async def audit_pages(search: Search, at_once: int = _AT_ONCE) -> Rows:
    """What the search finds as lines, newest first, read `at_once` at a time."""
    before: str | None = None
    while True:
        page = await read(entries, search, before=before, limit=at_once)
        yield map(_line, page.entries)
        before = page.next
        if before is None:
            return


def _line(entry: AuditView) -> Sequence[object]:
    values = asdict(entry) | {"at": entry.at.isoformat()}
    for name in ("before", "after"):
        values[name] = orjson.dumps(values[name]).decode()
    return tuple(values.values())


routes = [Route("/api/admin/audit.csv", audit_csv, methods=["GET"])]
