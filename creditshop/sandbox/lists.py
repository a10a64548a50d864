"""Lists: the newest first, paged by the id of an object at the page's edge."""

from collections.abc import Sequence

from creditshop.sandbox.errors import missing_object
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.requests.lists import DatedPage, ListEvents, Page, Range
from creditshop.sandbox.work import Work

_OPERATORS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


def list_objects(work: Work, kind: str, page: DatedPage, url: str) -> Object:
    """The page of all objects of this kind that the request asks for."""
    where, values = ["type = ?"], [kind]  # type: tuple[list[str], list[object]]
    for path, wanted in page.filters().items():
        where.append(f"json_extract(data, '{path}') = ?")
        values.append(wanted)
    _add_range(page.created, where, values)
    if isinstance(page, ListEvents):
        _add_event_filters(page, where, values)
    backwards = page.ending_before is not None
    cursor = page.ending_before or page.starting_after
    if cursor:
        where.append("seq > ?" if backwards else "seq < ?")
        values.append(_position(work, kind, cursor, "ending_before" if backwards else "starting_after"))
    rows = work.tx.execute(
        f"SELECT id FROM objects WHERE {' AND '.join(where)}"  # noqa: S608 (built from constants)
        f" ORDER BY seq {'ASC' if backwards else 'DESC'} LIMIT ?",
        [*values, page.limit + 1],
    ).fetchall()
    found = [thing for row in rows[: page.limit] if (thing := work.tx.get(row["id"]))]
    return as_list(found[::-1] if backwards else found, url, has_more=len(rows) > page.limit)


def of_charge(work: Work, kind: str, charge_id: str) -> list[Object]:
    """Every object of this kind that is about a charge, the oldest first."""
    rows = work.tx.execute(
        "SELECT id FROM objects WHERE type = ? AND json_extract(data, '$.charge') = ? ORDER BY seq", (kind, charge_id)
    ).fetchall()
    return [thing for row in rows if (thing := work.tx.get(row["id"]))]


def list_given(things: Sequence[Object], page: Page, url: str) -> Object:
    """A page of objects that belong to another object, in their own order."""
    ids = [thing["id"] for thing in things]
    for name in ("starting_after", "ending_before"):
        if (cursor := getattr(page, name)) is not None and cursor not in ids:
            raise missing_object("item", cursor, name, 400)
    start = ids.index(page.starting_after) + 1 if page.starting_after else 0
    end = ids.index(page.ending_before) if page.ending_before else len(ids)
    if page.ending_before:
        start = max(0, end - page.limit)
        return as_list(things[start:end], url, has_more=start > 0)
    return as_list(things[start : start + page.limit], url, has_more=start + page.limit < end)


def as_list(things: Sequence[Object], url: str, *, has_more: bool = False) -> Object:
    """Stripe's list object."""
    return {"object": "list", "data": list(things), "has_more": has_more, "url": url}


def _position(work: Work, kind: str, cursor: str, param: str) -> int:
    row = work.tx.execute("SELECT seq FROM objects WHERE id = ? AND type = ?", (cursor, kind)).fetchone()
    if row is None:
        raise missing_object(kind.rsplit(".", maxsplit=1)[-1], cursor, param, 400)
    return int(row["seq"])


def _add_range(created: Range | None, where: list[str], values: list[object]) -> None:
    for name, bound in (created or Range()).model_dump(exclude_none=True).items():
        where.append(f"created {_OPERATORS[name]} ?")
        values.append(bound)


def _add_event_filters(page: ListEvents, where: list[str], values: list[object]) -> None:
    patterns = page.types or ([page.type] if page.type else [])
    if patterns:
        where.append("(" + " OR ".join("json_extract(data, '$.type') GLOB ?" for _ in patterns) + ")")
        values += patterns
    if page.delivery_success is not None:
        where.append("(json_extract(data, '$.pending_webhooks') = 0) = ?")
        values.append(page.delivery_success)
