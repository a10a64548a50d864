"""Opening a checkout when answers are lost, late or refused: still one open session for a wish, and nobody is stuck."""

import asyncio
from datetime import timedelta

import pytest

from creditshop.checkout import (
    CheckoutRefused,
    CheckoutUnavailable,
)
from creditshop.checkout.intent import success_url
from creditshop.payments.gateway import CheckoutRequest
from tests.checkout.conftest import Shop


async def test_a_lost_answer_is_asked_for_again_with_the_same_words(shop: Shop) -> None:
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    assert shop.states() == ["created"]
    shop.provider.now += timedelta(minutes=3)
    assert await shop.buy() == "https://pay.test/cs_test_1"
    first, second = shop.provider.requests
    assert first == second
    assert (len(shop.provider.sessions), shop.states()) == (1, ["open"])


async def test_when_the_provider_is_away_the_buyer_can_try_again(shop: Shop) -> None:
    shop.provider.trouble = ["down", "down"]
    for _ in range(2):
        with pytest.raises(CheckoutUnavailable):
            await shop.buy()
    await shop.buy()
    assert (len(shop.provider.sessions), shop.states()) == (1, ["open"])


async def test_another_wish_after_a_lost_answer_closes_the_session_nobody_saw(shop: Shop) -> None:
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy("starter")
    url = await shop.buy("maker")
    assert [seen.url for seen in shop.provider.open] == [url]
    assert shop.states() == ["expired", "open"]


async def test_a_stored_failure_ends_in_a_new_purchase(shop: Shop) -> None:
    shop.provider.trouble = ["broken"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    url = await shop.buy()
    assert shop.states() == ["failed", "open"]
    assert url == "https://pay.test/cs_test_2"


async def test_a_lost_answer_older_than_a_session_may_be_is_given_up(shop: Shop) -> None:
    shop.provider.trouble = ["down"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.now += timedelta(minutes=40)
    await shop.buy()
    assert shop.states() == ["failed", "open"]


async def test_once_the_key_is_forgotten_our_id_is_looked_up(shop: Shop) -> None:
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.now += timedelta(hours=25)
    shop.provider.pay("cs_test_1")
    assert await shop.buy() == success_url("cs_test_1")
    assert len(shop.provider.requests) == 1
    assert (shop.states(), shop.credits()) == (["paid"], 2_750)


async def test_once_the_key_is_forgotten_and_nothing_is_found_a_new_purchase_is_made(shop: Shop) -> None:
    shop.provider.trouble = ["down"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.now += timedelta(hours=23)
    await shop.buy()
    assert shop.states() == ["failed", "open"]


async def test_once_the_key_is_forgotten_a_refused_look_up_blocks_nobody(shop: Shop) -> None:
    shop.provider.trouble = ["lost", "refused"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.now += timedelta(hours=24)
    await shop.buy()
    assert shop.states() == ["failed", "open"]


async def test_a_refusal_is_told_apart_from_an_outage_and_blocks_nothing(shop: Shop) -> None:
    shop.provider.trouble = ["refused"]
    with pytest.raises(CheckoutRefused) as refused:
        await shop.buy()
    assert "cannot take payments" in refused.value.reason
    assert "cannot take payments" not in str(refused.value), "apps are told, too"
    assert shop.states() == ["failed"]
    await shop.buy()
    assert shop.states() == ["failed", "open"]


@pytest.mark.parametrize(("trouble", "error"), [("down", CheckoutUnavailable), ("refused", CheckoutRefused)])
async def test_a_session_that_cannot_be_closed_stays_the_only_one(
    shop: Shop, trouble: str, error: type[Exception]
) -> None:
    await shop.buy("starter")
    shop.provider.trouble = [trouble]
    with pytest.raises(error):
        await shop.buy("maker")
    assert (shop.states(), len(shop.provider.open)) == (["open"], 1)
    await shop.buy("maker")
    assert shop.states() == ["expired", "open"]


async def test_a_session_the_provider_has_forgotten_blocks_nobody(shop: Shop) -> None:
    await shop.buy("starter")
    shop.provider.sessions.clear()
    await shop.buy("maker")
    assert shop.states() == ["expired", "open"]


async def test_a_slow_answer_to_one_tab_is_known_to_the_other(shop: Shop) -> None:
    asked, may_answer = asyncio.Event(), asyncio.Event()

    async def wait(_request: CheckoutRequest) -> None:
        asked.set()
        await may_answer.wait()

    shop.provider.before_opening = wait
    slow = asyncio.create_task(shop.buy())
    await asked.wait()
    quick = asyncio.create_task(shop.buy())
    may_answer.set()
    assert await slow == await quick
    assert len(shop.provider.sessions) == 1


@pytest.mark.parametrize("trouble", ["", "lost"])
@pytest.mark.parametrize("act", ["pay", "complete"])
async def test_a_slow_tab_does_not_sell_again_what_another_tab_has_paid(shop: Shop, act: str, trouble: str) -> None:
    async def another_tab(_request: CheckoutRequest) -> None:
        shop.provider.before_opening = _let_go
        await shop.buy()
        shop.hear(getattr(shop.provider, act)("cs_test_1"))

    shop.provider.before_opening = another_tab
    shop.provider.trouble = [trouble]
    assert await shop.buy() == success_url("cs_test_1")
    assert (len(shop.provider.sessions), len(shop.purchases)) == (1, 1)


async def _let_go(_request: CheckoutRequest) -> None:
    """A later tab is not held up."""


async def test_a_session_that_does_not_match_is_shown_to_nobody(shop: Shop) -> None:
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.change("cs_test_1", amount_subtotal=1)
    with pytest.raises(CheckoutRefused):
        await shop.buy()
    assert shop.states() == ["review"]


@pytest.mark.parametrize(("slug", "heard"), [("starter", True), ("maker", False)])
async def test_an_answer_that_another_tab_heard_serves_this_one_if_it_is_the_same_wish(
    shop: Shop, slug: str, heard: bool
) -> None:
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy("starter")

    async def another_tab(_request: CheckoutRequest) -> None:
        shop.hear(shop.provider.sessions["cs_test_1"])

    shop.provider.before_opening = another_tab
    shop.provider.trouble = ["lost"]
    if heard:
        assert await shop.buy(slug) == "https://pay.test/cs_test_1"
    else:
        with pytest.raises(CheckoutUnavailable):
            await shop.buy(slug)


async def test_an_answer_heard_too_late_to_pay_in_time_is_replaced(shop: Shop) -> None:
    shop.provider.trouble = ["lost"]
    with pytest.raises(CheckoutUnavailable):
        await shop.buy()
    shop.provider.now += timedelta(minutes=55)
    assert await shop.buy() == "https://pay.test/cs_test_2"
    assert (shop.states(), len(shop.provider.open)) == (["expired", "open"], 1)
