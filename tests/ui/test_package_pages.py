"""The catalog over the raw websocket: finance and owners change it, all of staff see it, junk changes nothing."""

from dataclasses import replace

import pytest

from creditshop.accounts import Role
from creditshop.audit import Actor
from creditshop.catalog import PackageView, change_package, packages
from creditshop.clock import utcnow
from tests.ui.conftest import STATES, Served

LIST = f"{STATES}admin_packages____admin_packages_state"
PAGE = f"{STATES}admin_package____admin_package_state"
FORM = {
    "name": "Team",
    "description": "For teams.",
    "credits": "5000",
    "bonus_credits": "0",
    "validity_days": "90",
    "active": True,
    "price.usd": "40.00",
    "price.jpy": "6,000",
}


def listed(live: Served) -> dict[str, PackageView]:
    return {package.slug: package for package in live.db.transact(packages)}


def at(package: PackageView) -> str:
    return f"/admin/package/?id={package.id}"


async def test_finance_adds_a_package_and_changes_it(live: Served) -> None:
    _, cookie = live.person("packfin", Role.FINANCE)
    async with live.visit(cookie) as page:
        new = "/admin/package/?id=new"
        await page.go(new)
        await page.wait_for("'adding_rx_state_': True")
        await page.send(f"{PAGE}.keep", at=new, form=FORM | {"slug": "team"})
        await page.wait_for("&added=1")
        team = listed(live)["team"]
        assert (team.terms.credits, team.terms.prices) == (5_000, {"usd": 40_00, "jpy": 6_000})
        await page.send(f"{PAGE}.keep", at=new, form=FORM | {"slug": "team"})
        await page.wait_for("There is a package team already.")
        await page.go(at(team))
        await page.wait_for("'slug_rx_state_': 'team'")
        changed = FORM | {"name": "Teams", "price.usd": "$45", "slug": "other", "version": str(team.version)}
        await page.send(f"{PAGE}.keep", at=at(team), form={k: v for k, v in changed.items() if k != "price.jpy"})
        await page.wait_for("Teams is saved.")
    assert listed(live)["team"].terms == replace(team.terms, name="Teams", prices={"usd": 45_00})
    assert "other" not in listed(live)


async def test_a_form_from_before_somebody_elses_change_is_refused_in_words(live: Served) -> None:
    _, cookie = live.person("packfin2", Role.OWNER)
    studio = listed(live)["studio"]
    async with live.visit(cookie) as page:
        await page.go(at(studio))
        await page.wait_for("'slug_rx_state_': 'studio'")
        dearer = replace(studio.terms, prices={"usd": 90_00})
        other = Actor("usr_other", "other@example.com", "owner", "")
        live.db.transact(change_package, other, studio.id, studio.version, dearer, now=utcnow())
        form = FORM | {"name": "Studio", "credits": "10000", "price.usd": "85", "version": str(studio.version)}
        await page.send(f"{PAGE}.keep", at=at(studio), form=form)
        await page.wait_for("Somebody else changed this package meanwhile.")
        assert "Price in USD: now $90.00, you wrote $85.00" in page.seen
        assert "'price.usd': '90.00'" in page.seen, "the form shows the new value"
        await page.send(f"{PAGE}.keep", at=at(studio), form=FORM)
        await page.settle()
    assert listed(live)["studio"].terms == dearer, "a form that says no version is of none"


async def test_a_field_that_was_left_shows_in_the_preview_before_it_is_saved(live: Served) -> None:
    _, cookie = live.person("packfin3", Role.FINANCE)
    starter = listed(live)["starter"]
    async with live.visit(cookie) as page:
        await page.go(at(starter))
        await page.wait_for("'slug_rx_state_': 'starter'")
        await page.send(f"{PAGE}.edit", at=at(starter), name="price.usd", value="7.50")
        await page.wait_for("'price': '$7.50'")
        assert "'per_credit': '$0.015'" in page.seen
        await page.send(f"{PAGE}.edit", at=at(starter), name="price.usd", value="0.49")
        await page.wait_for("Stripe charges $0.50 or more.")
        await page.send(f"{PAGE}.edit", at=at(starter), name="price.usd", value="5,00")
        await page.wait_for("Please write the price as in 21.50")
        for name, value in (("slug", "x"), ("price.xxx", "5"), (None, "5"), ("name", {}), ("name", "x" * 500)):
            await page.send(f"{PAGE}.edit", at=at(starter), name=name, value=value)
        await page.settle()
    assert listed(live)["starter"] == starter


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": " "}, "a name of at most 60"),
        ({"description": "x\ny"}, "a description of at most"),
        ({"credits": "1.5"}, "a whole number, at least 1"),
        ({"bonus_credits": str(2**53)}, "a whole number, or 0"),
        ({"validity_days": "3651"}, "1 to 3,650 days"),
        ({"price.usd": "1.005"}, "Please write the price as in 21.50"),
        ({"price.usd": None}, "Please write the price as in 21.50"),
        ({"price.jpy": "6000.5"}, "Please write the price as in 2150"),
        ({"price.usd": "1,000,000"}, "Stripe charges $999,999.99 at most."),
        ({"price.kwd": "1.505"}, "in steps of"),
        ({"price.isk": "50.50"}, "in steps of"),
        ({"slug": "Team!"}, "for programs"),
    ],
)
async def test_a_wrong_form_says_what_is_wrong(live: Served, change: dict[str, object], says: str) -> None:
    _, cookie = live.person(f"pack{abs(hash(str(change)))}", Role.OWNER)
    async with live.visit(cookie) as page:
        await page.go("/admin/package/?id=new")
        await page.wait_for("'adding_rx_state_': True")
        await page.send(f"{PAGE}.keep", at="/admin/package/?id=new", form=FORM | {"slug": "never"} | change)
        await page.wait_for(says)
    assert "never" not in listed(live)


async def test_support_sees_the_catalog_and_changes_nothing(live: Served) -> None:
    _, cookie = live.person("packsue", Role.SUPPORT)
    before = live.db.transact(packages)
    async with live.visit(cookie) as page:
        await page.go("/admin/packages/")
        await page.wait_for("'slug': 'scale'")
        await page.go(at(before[0]))
        await page.wait_for(f"'slug_rx_state_': '{before[0].slug}'")
        form = FORM | {"version": str(before[0].version)}
        await page.send(f"{PAGE}.keep", at=at(before[0]), form=form)
        await page.send(f"{LIST}.move", package_id=before[0].id, up=False)
        await page.settle()
    assert "'may_change_rx_state_': True" not in page.seen
    assert live.db.transact(packages) == before


async def test_packages_change_places(live: Served) -> None:
    _, cookie = live.person("packfin4", Role.FINANCE)
    first, second, *_ = live.db.transact(packages)
    async with live.visit(cookie) as page:
        await page.go("/admin/packages/")
        await page.wait_for(second.id)
        await page.send(f"{LIST}.move", package_id=second.id, up=True)
        await page.wait_for(f"{second.terms.name} is number 1 now.")
        for package_id in (None, {}, "pkg_none", "x" * 10_000):
            await page.send(f"{LIST}.move", package_id=package_id, up=True)
        await page.settle()
    assert [package.id for package in live.db.transact(packages)[:2]] == [second.id, first.id]
