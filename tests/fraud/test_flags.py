"""Staff sees flags page by page, resolves each once, and sets the rules; all of it is on the record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, text
from sqlmodel import Session

from creditshop.audit.models import AUDIT
from creditshop.fraud import (
    DEFINITIONS,
    Action,
    FlagNotFound,
    FlagResolved,
    Rule,
    RuleInvalid,
    RuleName,
    change_rule,
    flags_of,
    flags_of_owner,
    open_flags,
    resolve,
    rules,
)
from creditshop.fraud.models import FLAGS
from tests.checkout.conftest import ADA, Shop
from tests.checkout.provider import NOON
from tests.conftest import Database
from tests.fraud.conftest import OWNER, decline, flags, set_rule, wish
from tests.plans import plan

DECLINES = DEFINITIONS[RuleName.DECLINES_ACCOUNT].rule


def audited(db: Database) -> list[dict[str, object]]:
    """The log, oldest first."""
    return db.transact(lambda session: [dict(row) for row in session.connection().execute(AUDIT.select()).mappings()])


async def test_a_flag_is_resolved_once_and_the_last_one_ends_the_call_for_a_person(guarded: Shop) -> None:
    for name in (RuleName.DECLINES_ACCOUNT, RuleName.DECLINES_ADDRESS):
        set_rule(guarded, name, Action.FLAG, threshold=1)
    decline(guarded, await wish(guarded, replace(ADA, ip="203.0.113.7")))
    first, second = flags(guarded)
    guarded.db.transact(resolve, first.id, by=OWNER, note="a typo", now=guarded.now)
    assert guarded.purchases[0].attention is not None
    with pytest.raises(FlagResolved):
        guarded.db.transact(resolve, first.id, by=OWNER, note="again", now=guarded.now)
    guarded.db.transact(resolve, second.id, by=OWNER, note="their own card", now=guarded.now)
    assert (flags(guarded), guarded.purchases[0].attention) == ([], None)
    kept = guarded.db.transact(flags_of, guarded.purchases[0].id)
    assert {(flag.resolved_by, flag.resolved_at) for flag in kept} == {("usr_owner", guarded.now)}
    lines = [(line["target"], line["reason"]) for line in audited(guarded.db) if line["action"] == "fraud.resolve"]
    assert sorted(lines) == sorted([(first.id, "a typo"), (second.id, "their own card")])
    with pytest.raises(FlagNotFound):
        guarded.db.transact(resolve, "flg_none", by=OWNER, note="x", now=guarded.now)


async def test_what_else_is_odd_about_a_purchase_survives_its_flags(guarded: Shop) -> None:
    set_rule(guarded, RuleName.DECLINES_ACCOUNT, Action.FLAG, threshold=1)
    decline(guarded, await wish(guarded, ADA))
    guarded.edit(guarded.purchases[0].id, attention="something else")
    guarded.db.transact(resolve, flags(guarded)[0].id, by=OWNER, note="fine", now=guarded.now)
    assert guarded.purchases[0].attention == "something else"


def test_open_flags_come_page_by_page_each_once_by_an_index(guarded: Shop) -> None:
    guarded.db.transact(_many, 2000)
    seen, before = [], None
    for _ in range(3):
        page = guarded.db.transact(open_flags, before=before, limit=4)
        seen += [flag.id for flag in page.flags]
        before = page.next_before
    assert (len(set(seen)), before) == (10, None)
    found = guarded.db.transact(plan, lambda session: (open_flags(session), flags_of_owner(session, "usr_1")))
    assert "fraud_flag_open" in found
    assert "fraud_flag_of_owner" in found


def _many(session: Session, count: int) -> None:
    """Old flags that are resolved, and ten open ones of the same moment."""
    now = NOON
    row = {"rule": DECLINES.name, "purchase_id": None, "facts": {"count": 1, "minutes": 1}, "created_at": now}
    closed = {"resolved_at": now + timedelta(hours=1), "resolved_by": "usr_owner"}
    still_open = {"resolved_at": None, "resolved_by": None}
    rows = [
        row | {"id": f"flg_{n}", "source": str(n), "owner_id": f"usr_{n}"} | (still_open if n < 10 else closed)
        for n in range(count)
    ]
    session.connection().execute(insert(FLAGS), rows)
    session.connection().execute(text("ANALYZE"))


def test_a_rule_is_set_from_now_on_and_on_the_record(db: Database, shop: Shop) -> None:
    assert db.transact(rules) == {name: definition.rule for name, definition in DEFINITIONS.items()}
    wanted = replace(DECLINES, action=Action.HOLD, threshold=3)
    for rule in (wanted, wanted, replace(wanted, threshold=4)):
        db.transact(change_rule, rule, by=OWNER, now=shop.now)
    assert db.transact(rules)[DECLINES.name] == replace(wanted, threshold=4)
    lines = audited(db)
    assert [line["action"] for line in lines] == ["fraud.rule", "fraud.rule"]  # what changes nothing is no act
    assert {line["target"] for line in lines} == {"declines_account"}
    changes = [(line["before"]["threshold"], line["after"]["threshold"]) for line in lines]  # type: ignore[index]
    assert sorted(changes) == [(3, 4), (10, 3)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(DECLINES, threshold=0), "threshold"),
        (replace(DECLINES, threshold=1001), "threshold"),
        (replace(DECLINES, window_minutes=0), "window_minutes"),
        (replace(DECLINES, window_minutes=10**9), "window_minutes"),
        (replace(DEFINITIONS[RuleName.FAST_SPENDING].rule, action=Action.BLOCK), "action"),
        (replace(DEFINITIONS[RuleName.RADAR_REVIEW].rule, threshold=1), "threshold"),
        (replace(DEFINITIONS[RuleName.EARLY_FRAUD_WARNING].rule, action=Action.BLOCK), "action"),
    ],
)
def test_a_rule_cannot_be_set_to_what_makes_no_sense(db: Database, wrong: Rule, field: str) -> None:
    with pytest.raises(RuleInvalid) as refused:
        db.transact(change_rule, wrong, by=OWNER, now=NOON)
    assert refused.value.field == field
    assert db.transact(rules)[wrong.name] == DEFINITIONS[wrong.name].rule
