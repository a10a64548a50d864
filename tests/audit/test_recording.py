"""An act is in the log exactly if it happened, with what it changed; and nobody changes the log."""

from dataclasses import astuple

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from creditshop.audit import noting
from creditshop.catalog import FeatureView, add_feature, features, keep_feature
from tests.audit.acting import NOW, OLGA, act, log
from tests.conftest import Database

RESIZE = FeatureView("resize", "Resizing", 2, per_unit=False, unit="picture", active=True)


def look(session: Session, slug: str) -> dict[str, int]:
    return {"credits": next(one.credits for one in features(session) if one.slug == slug), "constant": 1}


def raise_price(session: Session, price: int) -> None:
    with noting(session, OLGA, "feature.change", "resize", look, reason="dearer", now=NOW):
        keep_feature(session, FeatureView("resize", "Resizing", price, False, "picture", True))
        if price < 0:
            raise ValueError


def test_an_act_is_noted_with_what_it_changed(db: Database) -> None:
    db.transact(add_feature, RESIZE)
    db.transact(raise_price, 3)
    (entry,) = db.transact(log)
    assert (entry.actor_id, entry.actor_email, entry.role, entry.ip) == astuple(OLGA)
    assert (entry.action, entry.target, entry.reason, entry.at) == ("feature.change", "resize", "dearer", NOW)
    assert (entry.before, entry.after) == ({"credits": 2}, {"credits": 3})


def test_what_did_not_happen_is_not_noted(db: Database) -> None:
    db.transact(add_feature, RESIZE)
    with pytest.raises((ValueError, DBAPIError)):
        db.transact(raise_price, -1)
    assert db.transact(log) == []


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_nobody_changes_the_log(db: Database, statement: str) -> None:
    """OWASP ASVS 5.0, 16.4.2."""
    db.transact(act)
    with pytest.raises(DBAPIError, match="append only"):
        db.transact(lambda session: session.connection().execute(text(statement)).rowcount)
    assert len(db.transact(log)) == 1
