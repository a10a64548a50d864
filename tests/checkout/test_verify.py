"""The check finds a purchase that lacks its credits, has too many, or has credits without being paid."""

from sqlmodel import Session

from creditshop.checkout import verify_purchases
from creditshop.ledger import INTERNAL, GrantCredits, Lot, open_wallet, post_one
from creditshop.ledger.vocabulary import LotCause
from tests.checkout.conftest import ADA, Shop


def grant(session: Session, reference: str, shop: Shop, cause: LotCause = "purchase") -> None:
    """Credits that name a purchase, without its doing."""
    wallet_id = open_wallet(session, ADA.user_id, now=shop.now)
    lots = (Lot(credits=7, cause=cause),)
    operation = GrantCredits(
        wallet_id=wallet_id, scope=INTERNAL, key=f"odd:{reference}", lots=lots, reference=reference, actor="test"
    )
    post_one(session, operation, now=shop.now)


async def test_a_shop_where_all_is_well_has_no_violations(shop: Shop) -> None:
    assert shop.problems() == []
    await shop.buy("starter")
    shop.hear(shop.provider.pay("cs_test_1"))
    await shop.buy("maker")
    assert shop.problems() == []


async def test_paid_without_credits_is_found(shop: Shop) -> None:
    await shop.buy()
    purchase = shop.purchases[0]
    shop.edit(purchase.id, state="paid", paid_at=shop.now)
    assert shop.problems() == ["is paid: granted [] instead of [('bonus', 250), ('purchase', 2500)]"]


async def test_credits_without_payment_are_found(shop: Shop) -> None:
    await shop.buy()
    purchase = shop.purchases[0]
    shop.db.transact(grant, purchase.id, shop)
    found = shop.db.transact(lambda session: [violation.purchase_id for violation in verify_purchases(session)])
    assert found == [purchase.id]


async def test_credits_granted_beyond_the_purchase_are_found(shop: Shop) -> None:
    await shop.buy("starter")
    paid = shop.hear(shop.provider.pay("cs_test_1"))
    shop.db.transact(grant, paid.id, shop)
    assert shop.problems() == ["is paid: granted [('purchase', 7), ('purchase', 500)] instead of [('purchase', 500)]"]


async def test_a_gift_may_name_the_purchase_that_it_is_for(shop: Shop) -> None:
    await shop.buy("starter")
    paid = shop.hear(shop.provider.pay("cs_test_1"))
    shop.db.transact(grant, paid.id, shop, "promotion")
    assert shop.problems() == []
