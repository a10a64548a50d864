"""The team over the websocket: all of staff see it, owners change it."""

from creditshop.accounts import Role, account, offers
from creditshop.clock import utcnow
from tests.accounts.people import mails
from tests.ui.conftest import Served, handler, live

__all__ = ["live"]
STATE = "admin_team", "admin_team_state"
OPEN, INVITE, KEEP, WITHDRAW = (handler(*STATE, name) for name in ("open", "invite", "keep", "withdraw"))
FORMS = ({"email": "nobody", "role": "support"}, {"email": "new@example.com", "role": "customer"}, {"role": 1}, "x")


async def test_owners_invite_change_and_withdraw(live: Served) -> None:
    _, owner = live.person("olga", Role.OWNER)
    member, _ = live.person("fred", Role.FINANCE)
    async with live.visit(owner) as page:
        await page.go("/admin/team/")
        await page.wait_for("fred@example.com")
        for form in (*FORMS, {"email": "New@Example.com", "role": "support"}):
            await page.send(INVITE, form=form)
        await page.wait_for("Invitation sent to New@Example.com.")
        assert "That is not an e-mail address." in page.seen
        (offer,) = live.db.transact(offers, now=utcnow())
        assert (offer.email, offer.role) == ("new@example.com", Role.SUPPORT)
        await page.send(WITHDRAW, offer_id=offer.id)
        await page.send(WITHDRAW, offer_id=offer.id)
        await page.wait_for("It was accepted, or is over.")
        await page.send(OPEN, user_id=member.user_id)
        await page.send(KEEP, form={"role": "support"})
        await page.wait_for("fred@example.com signs in anew.")
    assert live.db.transact(account, member.user_id).role is Role.SUPPORT
    assert [to for template, to, _ in live.db.transact(mails) if template == "invitation"] == ["new@example.com"]


async def test_the_rest_of_staff_only_look(live: Served) -> None:
    member, finance = live.person("rosa", Role.FINANCE)
    async with live.visit(finance) as page:
        await page.go("/admin/team/")
        await page.wait_for("rosa@example.com")
        await page.send(OPEN, user_id=member.user_id)
        await page.send(KEEP, form={"role": "owner"})
        await page.send(INVITE, form={"email": "friend@example.com", "role": "owner"})
        await page.settle()
        assert "'may_change': True" not in page.seen
    assert live.db.transact(account, member.user_id).role is Role.FINANCE
    assert "friend@example.com" not in str(live.db.transact(offers, now=utcnow()))
