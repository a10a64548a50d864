"""The pages of API keys over the raw websocket: a key is shown once, and everybody reaches their own alone."""

import re

import pytest

from creditshop.accounts import Role
from creditshop.apikeys import KeyInvalid, NewKey, Scope, authenticate, create_key, keys
from creditshop.clock import utcnow
from creditshop.ui.gate import HYDRATION
from tests.audit.acting import acts_of
from tests.ui.conftest import STATES, Served
from tests.ui.websocket import Visitor

OWN = f"{STATES}keys____keys_state"
SHOPS = f"{STATES}admin_keys____admin_keys_state"
HYDRATE = f"{next(iter(HYDRATION)).rpartition('.')[0]}.hydrate"
FORM = {"name": "Photo app", "scope_read": "on", "scope_spend": "on"}
TOKEN = re.compile(r"csk_[a-z2-9]{12}_[a-z2-9]{40}")


def made(live: Served, owner_id: str | None, name: str = "backend") -> NewKey:
    return live.db.transact(
        create_key, owner_id=owner_id, name=name, scopes={Scope.READ}, created_by="usr_1", now=utcnow()
    )


async def shown_token(page: Visitor) -> str:
    """The token of the key just made, as the page has it."""
    await page.wait_for("'token_rx_state_': 'csk_")
    found = set(TOKEN.findall(page.seen))
    assert len(found) == 1
    return found.pop()


async def test_a_key_is_made_and_shown_once_with_a_first_request(live: Served) -> None:
    ada, cookie = live.person("kim")
    async with live.visit(cookie) as page:
        await page.go("/account/keys/")
        await page.wait_for("'loaded_rx_state_': True")
        await page.send(f"{OWN}.create", form=FORM)
        token = await shown_token(page)
        await page.wait_for("Photo app")
        caller = live.db.transact(authenticate, token)
        assert (caller.owner_id, caller.scopes) == (ada.user_id, {Scope.READ, Scope.SPEND})
        assert "/api/v1/spends" in page.seen and "wal_" in page.seen
        await page.settle()
        page.received.clear()
        await page.send(HYDRATE)
        await page.wait_for("Photo app")
        assert token not in page.seen
    async with live.visit(cookie) as again:
        await again.go("/account/keys/")
        await again.wait_for("Photo app")
        assert token not in again.seen


async def test_the_page_keeps_the_token_until_it_is_closed(live: Served) -> None:
    _, cookie = live.person("kim2")
    async with live.visit(cookie) as page:
        await page.send(f"{OWN}.create", form=FORM)
        await shown_token(page)
        page.received.clear()
        await page.settle()
        assert "'token_rx_state_'" not in page.seen
        await page.send(f"{OWN}.close")
        await page.wait_for("'token_rx_state_': ''")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, "enter a name"),
        ({"name": "x" * 81}, "enter a name"),
        ({"name": "two\nlines"}, "enter a name"),
        ({"name": ["x"]}, "enter a name"),
        ({"scope_read": "", "scope_spend": ""}, "at least one thing"),
        ({"scope_admin": "on"}, "at least one thing"),
    ],
)
async def test_a_wrong_form_says_so_and_makes_no_key(live: Served, change: dict[str, object], says: str) -> None:
    ada, cookie = live.person("wrong" + re.sub("[^a-z]", "", repr(change).lower())[:40])
    async with live.visit(cookie) as page:
        await page.send(f"{OWN}.create", form=FORM | change)
        await page.wait_for(says)
    assert live.db.transact(keys, ada.user_id) == ()


async def test_a_revoked_key_leaves_every_open_page_at_once(live: Served) -> None:
    ada, cookie = live.person("kim3")
    key = made(live, ada.user_id)
    async with live.visit(cookie) as page, live.visit(cookie) as other:
        for tab in (page, other):
            await tab.go("/account/keys/")
            await tab.wait_for("backend")
        await page.send(f"{OWN}.open", dialog="revoke", key_id=key.key.id)
        await page.wait_for("'chosen_name_rx_state_': 'backend'")
        await page.send(f"{OWN}.revoke", key_id=key.key.id)
        await page.wait_for("The key is revoked.")
        await other.wait_for("'rows_rx_state_': []")
        await page.send(f"{OWN}.revoke", key_id=key.key.id)
        await page.wait_for("revoked before")
    with pytest.raises(KeyInvalid):
        live.db.transact(authenticate, key.token)


async def test_keys_of_others_are_out_of_reach(live: Served) -> None:
    ada, _ = live.person("kim4")
    thief_id, cookie = live.person("keythief")
    theirs, shops = made(live, ada.user_id, "canary one"), made(live, None, "canary two")
    async with live.visit(cookie) as thief:
        await thief.go("/account/keys/")
        await thief.go("/admin/keys/")
        for key in (theirs, shops):
            for state in (OWN, SHOPS):
                await thief.send(f"{state}.open", dialog="revoke", key_id=key.key.id)
                await thief.send(f"{state}.revoke", key_id=key.key.id)
        await thief.send(f"{SHOPS}.create", form=FORM)
        await thief.settle()
    assert "canary" not in thief.seen and SHOPS not in thief.states
    for key in (theirs, shops):
        assert live.db.transact(authenticate, key.token).key_id == key.key.id
    assert live.db.transact(keys, thief_id.user_id) == ()
    assert live.db.transact(acts_of, thief_id.user_id) == []


async def test_support_sees_the_shops_keys_and_an_owner_makes_them(live: Served) -> None:
    _, support = live.person("keysue", Role.SUPPORT)
    olga, owner = live.person("keyolga", Role.OWNER)
    async with live.visit(owner) as page:
        await page.go("/admin/keys/")
        await page.send(f"{SHOPS}.create", form={"name": "Shop app", "scope_grant": "on", "scope_admin": "on"})
        token = await shown_token(page)
        await page.wait_for(f"by {olga.email}")
        passing = made(live, None, "passing")
        await page.send(f"{SHOPS}.revoke", key_id=passing.key.id)
        await page.wait_for("The key is revoked.")
    caller = live.db.transact(authenticate, token)
    assert (caller.owner_id, caller.scopes) == (None, {Scope.GRANT, Scope.ADMIN})
    acts = [("key.create", caller.key_id), ("key.revoke", passing.key.id)]
    assert live.db.transact(acts_of, olga.user_id) == acts
    async with live.visit(support) as page:
        await page.go("/admin/keys/")
        await page.wait_for("Shop app")
        await page.send(f"{SHOPS}.create", form=FORM)
        await page.send(f"{SHOPS}.revoke", key_id=caller.key_id)
        await page.settle()
    assert [key.name for key in live.db.transact(keys, None) if key.name in ("Shop app", "Photo app")] == ["Shop app"]
