"""What unused credits had cost: by currency, now and at any earlier moment."""

from creditshop.ledger import Lot, open_holds, unused_value
from tests.conftest import Database
from tests.ledger.acts import (
    DAY,
    NOW,
    capture,
    do,
    expire,
    freeze,
    grant,
    open_hold,
    revoke,
    spend,
    unfreeze,
    wallet_with,
)

HOUR = DAY / 24
TEN_FOR_A_CENT_LESS = Lot(10, "purchase", 99, "usd", priority=1, expires_at=NOW + 8.5 * DAY)


def test_whatever_happens_each_moment_stays_as_it_was(db: Database) -> None:
    wallet = db.transact(wallet_with, 100, Lot(7, "promotion"), TEN_FOR_A_CENT_LESS)
    acts = [
        (spend(wallet, 1), {"eur": 100, "usd": 89}),  # 89.1 cents
        (open_hold(wallet, 4, lasts=30 * DAY), {"eur": 100, "usd": 89}),
        (grant(wallet, 50, reference="pur_2"), {"eur": 150, "usd": 89}),
        (freeze(wallet, "pur_2"), {"eur": 150, "usd": 89}),
        (revoke(wallet, 20, "pur_2"), {"eur": 130, "usd": 89}),
        (unfreeze(wallet, "pur_2"), {"eur": 130, "usd": 89}),
        (spend(wallet, 15), {"eur": 127, "usd": 39}),  # five of the dollars', seven gifts, three of the euros'
    ]
    seen = [({"eur": 100, "usd": 99}, NOW + HOUR)]
    for day, (act, left) in enumerate(acts, start=1):
        do(db, act, now=NOW + day * DAY)
        seen.append((left, NOW + day * DAY + HOUR))
    (hold,) = db.transact(open_holds, wallet, now=NOW + 8 * DAY)
    do(db, capture(wallet, hold.id, 1), now=NOW + 8 * DAY)
    seen.append(({"eur": 127, "usd": 29}, NOW + 8 * DAY + HOUR))
    do(db, expire(wallet), now=NOW + 9 * DAY)
    seen.append(({"eur": 127}, NOW + 9 * DAY + HOUR))
    assert db.transact(unused_value, NOW) == {}
    for value, moment in seen:
        assert db.transact(unused_value, moment) == value, moment


def test_a_debt_takes_what_arrives(db: Database) -> None:
    wallet = db.transact(wallet_with, 10)
    do(db, spend(wallet, 10), revoke(wallet, 10), grant(wallet, 15, reference="pur_2"))
    assert db.transact(unused_value, NOW + DAY) == {"eur": 5}
