"""The queue of webhook deliveries: one row for each time an event is to reach the endpoint."""

import secrets
from dataclasses import dataclass

from creditshop.sandbox.modes import read_modes, spend
from creditshop.sandbox.store import Transaction

# Stripe spreads its retries over three days; the first ones come sooner here, so that nobody waits for them.
BACKOFF_SECONDS = (1, 2, 5, 10, 30, 60, 300, 1800)
LAST_BACKOFF_SECONDS = 3600
GIVE_UP_AFTER_SECONDS = 3 * 24 * 3600
# A sender that dies gives its deliveries back after this time.
CLAIM_SECONDS = 30


@dataclass(frozen=True)
class Claimed:
    """A delivery that this process is about to attempt."""

    id: int
    event_id: str
    endpoint_id: str
    attempt: int


def schedule(tx: Transaction, event_id: str, endpoint_id: str, now: float) -> list[int]:
    """Queue an event as the modes in force say; returns the ids of its deliveries."""
    modes = read_modes(tx)
    made = []
    for _ in range(1 + modes.duplicate):
        spread = secrets.randbelow(1000) / 1000 * modes.shuffle_seconds
        state = "dropped" if spend(tx, "drop") else "pending"
        made.append(add(tx, event_id, endpoint_id, now, due_at=now + modes.delay_seconds + spread, state=state))
    return made


def add(tx: Transaction, event_id: str, endpoint_id: str, now: float, *, due_at: float, state: str = "pending") -> int:
    """Queue one delivery, untouched by any mode."""
    row = tx.execute(
        "INSERT INTO deliveries (event_id, endpoint_id, state, created, due_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (event_id, endpoint_id, state, now, due_at),
    ).fetchone()
    return int(row["id"])


def claim(tx: Transaction, now: float, limit: int, only: list[int] | None = None) -> list[Claimed]:
    """Take deliveries that are due (or exactly the ``only`` ones, due or not) for this process to attempt."""
    wanted = "due_at <= ?" if only is None else f"? IS NOT NULL AND id IN ({', '.join(str(int(i)) for i in only)})"
    rows = tx.execute(
        f"UPDATE deliveries SET due_at = ?, attempts = attempts + 1 WHERE id IN ("  # noqa: S608 (only integers)
        f" SELECT id FROM deliveries WHERE state = 'pending' AND {wanted} ORDER BY due_at, id LIMIT ?)"
        " RETURNING id, event_id, endpoint_id, attempts",
        (now + CLAIM_SECONDS, now, limit),
    ).fetchall()
    return [
        Claimed(row["id"], row["event_id"], row["endpoint_id"], row["attempts"])
        for row in sorted(rows, key=lambda row: row["id"])
    ]


def pending(tx: Transaction) -> list[int]:
    """Every delivery that is still to be made, due or not."""
    rows = tx.execute("SELECT id FROM deliveries WHERE state = 'pending' ORDER BY id").fetchall()
    return [int(row["id"]) for row in rows]


def give_up(tx: Transaction, claimed: Claimed) -> None:
    """There is nobody any more to deliver to."""
    tx.execute("UPDATE deliveries SET state = 'failed' WHERE id = ?", (claimed.id,))


def record(tx: Transaction, claimed: Claimed, now: float, *, status: int | None, answer: str) -> None:
    """Note how an attempt ended, and when the next one is due."""
    tx.execute(
        "INSERT INTO attempts (delivery_id, at, status, answer) VALUES (?, ?, ?, ?)",
        (claimed.id, now, status, answer),
    )
    if status is not None and 200 <= status < 300:  # noqa: PLR2004 (the class of success)
        tx.execute("UPDATE deliveries SET state = 'delivered' WHERE id = ?", (claimed.id,))
        _acknowledge(tx, claimed.event_id)
        return
    waited = dict(enumerate(BACKOFF_SECONDS, start=1)).get(claimed.attempt, LAST_BACKOFF_SECONDS)
    tx.execute(
        "UPDATE deliveries SET due_at = ?, state = CASE WHEN ? - created > ? THEN 'failed' ELSE 'pending' END"
        " WHERE id = ?",
        (now + waited, now, GIVE_UP_AFTER_SECONDS, claimed.id),
    )


def _acknowledge(tx: Transaction, event_id: str) -> None:
    tx.execute(
        "UPDATE objects SET data = json_set(data, '$.pending_webhooks',"
        " (SELECT count(DISTINCT endpoint_id) FROM deliveries WHERE event_id = ? AND state = 'pending')) WHERE id = ?",
        (event_id, event_id),
    )
