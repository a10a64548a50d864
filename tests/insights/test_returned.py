"""What went back is counted on the day on which it arrived, and against the day on which a bank sent it back."""

from datetime import datetime, timedelta

from sqlmodel import Session

from creditshop.checkout import purchases
from creditshop.refunds.models import Refund
from tests.checkout.conftest import ADA, Shop
from tests.insights.conftest import DAY, FIRST, LONG_AFTER, SECOND, counted, figures


def refund(session: Session, amount_minor: int, arrived: datetime, came_back: datetime | None = None) -> None:
    """Put a refund of Ada's purchase into the table."""
    purchase = purchases(session, ADA.user_id).purchases[0]
    row = {
        "id": f"ref_{amount_minor}",
        "purchase_id": purchase.id,
        "request_key": f"refund:{amount_minor}",
        "provider_id": f"re_{amount_minor}",
        "kind": "goodwill",
        "amount_minor": amount_minor,
        "currency": "usd",
        "reason": "asked",
        "requested_by": "usr_1",
        "state": "failed" if came_back else "succeeded",
        "created_at": arrived,
        "changed_at": came_back or arrived,
        "succeeded_at": arrived,
    }
    session.add(Refund(**row))


def test_what_came_back_counts_against_what_arrived_however_little_that_was(history: Shop) -> None:
    on_the_second = history.now
    first, third = on_the_second - DAY, on_the_second + DAY
    for amount_minor, arrived, came_back in (
        (100, first, on_the_second),
        (30, on_the_second, None),
        (5, on_the_second - timedelta(minutes=1), third),
    ):
        history.db.transact(refund, amount_minor, arrived, came_back)
    assert counted(history.db, LONG_AFTER + 2 * DAY) is None
    found = {day: by_figure.get(("refunded", "usd")) for day, by_figure in figures(history.db).items()}
    assert (found[FIRST], found[SECOND], found[SECOND + DAY]) == ((1, 100), (1, 35 - 100), (-1, -5))
