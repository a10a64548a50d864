"""What staff do is recorded for ever, so it is recorded without what customers may ask to be forgotten."""

from sqlmodel import Session, select

from creditshop.audit import Actor
from creditshop.audit.models import AuditEntry
from creditshop.checkout import flag
from creditshop.ui.states import acts
from tests.checkout.conftest import Shop, shop, sold

__all__ = ["shop", "sold"]
OLGA = Actor("usr_olga", "olga@example.com", "owner", "192.0.2.1")


async def test_the_log_does_not_say_where_a_customer_was(sold: Shop) -> None:
    purchase = sold.purchases[0]
    sold.db.transact(flag, purchase.id, "declined attempts from the address 203.0.113.7", now=sold.now)
    sold.db.transact(acts.dismiss_purchase, purchase.id, by=OLGA, now=sold.now)
    assert sold.db.transact(_changed) == ({"attention": True}, {"attention": False})


def _changed(session: Session) -> tuple[object, object]:
    entry = session.exec(select(AuditEntry)).one()
    return entry.before, entry.after
