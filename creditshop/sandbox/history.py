"""What has happened lately, for the panel and for tests."""

from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import of_charge
from creditshop.sandbox.objects.disputes import is_open
from creditshop.sandbox.objects.warnings import KIND as WARNING
from creditshop.sandbox.work import Work


def recent_sessions(work: Work, limit: int) -> list[Object]:
    """The newest sessions; ``settles`` tells of a bank debit on its way, ``payment`` what became of a payment."""
    rows = work.tx.execute(
        "SELECT id FROM objects WHERE type = 'checkout.session' ORDER BY seq DESC LIMIT ?", (limit,)
    ).fetchall()
    found = [session for row in rows if (session := work.tx.get(row["id"]))]
    return [_with_payment(work, session) for session in found]


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


def _with_payment(work: Work, session: Object) -> Object:
    intent = work.tx.get(session["payment_intent"] or "") or {}
    charge = work.tx.get(intent.get("latest_charge") or "")
    paid = charge if charge and charge["paid"] else None
    return {
        **session,
        "settles": intent.get("status") == "processing",
        "payment": _payment(work, paid) if paid else None,
    }


def _payment(work: Work, charge: Object) -> Object:
    """A paid charge and what is about it: ``open`` is the dispute that waits to be decided."""
    cases = of_charge(work, "dispute", charge["id"])
    left = charge["amount"] - charge["amount_refunded"]
    return {
        "charge": charge,
        "left": left if all(case["is_charge_refundable"] for case in cases) else 0,
        "disputable": left > 0 and not any(is_open(case) or case["status"] == "lost" for case in cases),
        "dispute": cases[-1] if cases else None,
        "open": next((case for case in cases if is_open(case)), None),
        "pending": [refund for refund in of_charge(work, "refund", charge["id"]) if refund["status"] == "pending"],
        "warnings": of_charge(work, WARNING, charge["id"]),
    }


def _deliveries(work: Work, event_id: str) -> list[Object]:
    rows = work.tx.execute("SELECT * FROM deliveries WHERE event_id = ? ORDER BY id", (event_id,)).fetchall()
    return [{**dict(row), "log": _attempts(work, row["id"])} for row in rows]


def _attempts(work: Work, delivery_id: int) -> list[Object]:
    rows = work.tx.execute(
        "SELECT at, status, answer FROM attempts WHERE delivery_id = ? ORDER BY id", (delivery_id,)
    ).fetchall()
    return [dict(row) for row in rows]
