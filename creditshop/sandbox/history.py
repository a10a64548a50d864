"""What has happened lately, for the panel and for tests."""

from creditshop.sandbox.json_types import Object
from creditshop.sandbox.work import Work


def recent_sessions(work: Work, limit: int) -> list[Object]:
    """The newest sessions; ``settles`` tells whether a bank debit is on its way."""
    rows = work.tx.execute(
        "SELECT id FROM objects WHERE type = 'checkout.session' ORDER BY seq DESC LIMIT ?", (limit,)
    ).fetchall()
    found = [session for row in rows if (session := work.tx.get(row["id"]))]
    return [{**session, "settles": _is_processing(work, session)} for session in found]


def recent_events(work: Work, limit: int) -> list[Object]:
    """The newest events with their deliveries and how the last attempt ended."""
    rows = work.tx.execute("SELECT id FROM objects WHERE type = 'event' ORDER BY seq DESC LIMIT ?", (limit,)).fetchall()
    return [
        {**event, "deliveries": _deliveries(work, event["id"])} for row in rows if (event := work.tx.get(row["id"]))
    ]


def recent_deliveries(work: Work, limit: int) -> list[Object]:
    """The newest deliveries with every attempt, the newest delivery first."""
    rows = work.tx.execute(
        "SELECT d.*, json_extract(o.data, '$.type') AS event_type FROM deliveries d"
        " JOIN objects o ON o.id = d.event_id ORDER BY d.id DESC LIMIT ?",
        (limit,),
    ).fetchall()
    return [{**dict(row), "log": _attempts(work, row["id"])} for row in rows]


def _is_processing(work: Work, session: Object) -> bool:
    intent = work.tx.get(session["payment_intent"] or "")
    return intent is not None and intent["status"] == "processing"


def _deliveries(work: Work, event_id: str) -> list[Object]:
    rows = work.tx.execute("SELECT * FROM deliveries WHERE event_id = ? ORDER BY id", (event_id,)).fetchall()
    return [{**dict(row), "log": _attempts(work, row["id"])} for row in rows]


def _attempts(work: Work, delivery_id: int) -> list[Object]:
    rows = work.tx.execute(
        "SELECT at, status, answer FROM attempts WHERE delivery_id = ? ORDER BY id", (delivery_id,)
    ).fetchall()
    return [dict(row) for row in rows]
