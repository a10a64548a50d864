"""What staff's pages about payments read: the list with every filter and every two of them, and one payment."""

from collections.abc import Callable
from functools import partial
from itertools import combinations

from sqlmodel import Session

from creditshop import checkout, fraud, inbox, refunds
from creditshop.ui.states.reading import own_purchase
from creditshop.ui.states.returns import returns_of
from tests.bench.known import CONTESTED, DAY, EMAIL, FLAGGED, INTENT, OWNER, PAGE, PURCHASE, REFUNDED, SESSION, TODAY
from tests.bench.seed_million import id_of

Ask = Callable[[Session], object]

Wanted = checkout.PurchaseFilter
FILTERS: dict[str, Wanted] = {
    **{state: Wanted(state=state) for state in checkout.PurchaseState},
    "attention": Wanted(attention=True),
    "usd": Wanted(currency="usd"),
    "chf, which is rare": Wanted(currency="chf"),
    "large": Wanted(currency="usd", least_minor=8000),
    "larger than any": Wanted(currency="usd", least_minor=10**9),
    "a month": Wanted(since=TODAY - 365 * DAY, until=TODAY - 335 * DAY),
    "refunded": Wanted(refunded=True),
    "disputed": Wanted(disputed=True),
    "everybody": Wanted(search="cust"),
    "e-mail": Wanted(search=EMAIL),
}
SEARCHES = {
    "id": PURCHASE,
    "session": SESSION,
    "intent": INTENT,
    "customer": OWNER,
    "refund": id_of("ref", REFUNDED),
    "refund of Stripe": id_of("re", REFUNDED),
    "dispute": id_of("dsp", CONTESTED),
    "dispute of Stripe": id_of("du", CONTESTED),
    "nobody": "nobody@example.org",
    "an unknown id": "pur_unknown",
}


def _together(one: Wanted, other: Wanted) -> Wanted | None:
    """What both ask for, unless they contradict each other: an address has one place for each."""
    query = one.query() | other.query()
    return Wanted.read(query) if len(query) == len(one.query()) + len(other.query()) else None


def _listed(session: Session, wanted: Wanted, before: str | None = None) -> object:
    named = refunds.named_by_return(session, wanted)
    return checkout.latest_purchases(session, named, before=before, limit=PAGE)


def payments() -> dict[str, Ask]:
    """The list."""
    pairs = {f"{one} + {other}": _together(FILTERS[one], FILTERS[other]) for one, other in combinations(FILTERS, 2)}
    wanted = FILTERS | {name: both for name, both in pairs.items() if both}
    return {
        "payments": partial(_listed, wanted=Wanted()),
        "payments, older": partial(_listed, wanted=Wanted(), before=PURCHASE),
        "payments, currencies": checkout.currencies_sold,
        **{f"payments, search: {name}": partial(_listed, wanted=Wanted(search=it)) for name, it in SEARCHES.items()},
        **{f"payments, {name}": partial(_listed, wanted=one) for name, one in wanted.items()},
        **{f"payments, {name}, older": partial(_listed, wanted=it, before=PURCHASE) for name, it in FILTERS.items()},
    }


def payment() -> dict[str, Ask]:
    """One of them, and what can be done about it."""
    refunded, heard = id_of("pur", REFUNDED), partial(inbox.events, purchase_id=PURCHASE, limit=PAGE)
    return {
        "payment": partial(checkout.purchase_detail, purchase_id=PURCHASE),
        "payment, its events": heard,
        "payment, events about its money": partial(heard, payment_intent_id=INTENT),
        "payment, what went back": partial(returns_of, purchase_id=PURCHASE),
        "payment, what went back of it": partial(returns_of, purchase_id=refunded),
        "payment, its flags": partial(fraud.flags_of, purchase_id=id_of("pur", FLAGGED)),
        **{
            f"refund, {kind}": partial(refunds.preview, purchase_id=PURCHASE, kind=kind, amount_minor=100)
            for kind in refunds.RefundKind
            if kind is not refunds.RefundKind.ELSEWHERE
        },
        "receipt": partial(own_purchase, purchase_id=PURCHASE, owner_id=OWNER),
    }
