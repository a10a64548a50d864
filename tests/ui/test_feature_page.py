"""The price list over the raw websocket: finance and owners change it, for later uses."""

import pytest

from creditshop.accounts import Role
from creditshop.audit import Search
from creditshop.catalog import FeatureView, features
from tests.audit.acting import acts_of, log
from tests.ui.conftest import STATES, Served

PAGE = f"{STATES}admin_features____admin_features_state"
FORM = {"slug": "page.render", "name": "Page", "credits": "3", "unit": "page", "per_unit": "on", "active": "on"}


def listed(live: Served) -> dict[str, FeatureView]:
    return {feature.slug: feature for feature in live.db.transact(features, everything=True)}


async def test_finance_adds_a_feature_and_changes_its_price(live: Served) -> None:
    finn, cookie = live.person("fin", Role.FINANCE)
    async with live.visit(cookie) as page:
        await page.go("/admin/features/")
        await page.wait_for("'may_change_rx_state_': True")
        await page.send(f"{PAGE}.open", slug="")
        await page.send(f"{PAGE}.keep", form=FORM)
        await page.wait_for("Page is saved.")
        added = FeatureView("page.render", "Page", credits=3, per_unit=True, unit="page", active=True)
        assert listed(live)["page.render"] == added
        await page.send(f"{PAGE}.keep", form=FORM | {"credits": "99"})
        await page.wait_for("There is a feature page.render already.")
        await page.send(f"{PAGE}.open", slug="page.render")
        changed = {"slug": "other", "name": "Pages", "credits": "5", "unit": "page"}
        await page.send(f"{PAGE}.keep", form=changed)
        await page.wait_for("Pages is saved.")
    assert listed(live)["page.render"] == FeatureView(
        "page.render", "Pages", 5, per_unit=False, unit="page", active=False
    )
    assert "other" not in listed(live)
    acts = [("feature.add", "page.render"), ("feature.change", "page.render")]
    assert live.db.transact(acts_of, finn.user_id) == acts
    change, *_ = live.db.transact(log, Search(actor=finn.user_id))
    assert change.before == {"name": "Page", "credits": 3, "per_unit": True, "active": True}
    assert change.after == {"name": "Pages", "credits": 5, "per_unit": False, "active": False}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"slug": "Page Render"}, "for programs"),
        ({"slug": "-"}, "for programs"),
        ({"slug": None}, "for programs"),
        ({"name": " "}, "a name of at most"),
        ({"credits": "0"}, "whole number"),
        ({"credits": "1.5"}, "whole number"),
        ({"credits": str(2**53)}, "whole number"),
        ({"credits": "9" * 5000}, "whole number"),
        ({"unit": ""}, "a unit"),
        ({"unit": "x\ny"}, "a unit"),
    ],
)
async def test_a_wrong_form_says_what_is_wrong(live: Served, change: dict[str, object], says: str) -> None:
    _, cookie = live.person(f"fin{abs(hash(str(change)))}", Role.OWNER)
    before = listed(live)
    async with live.visit(cookie) as page:
        await page.send(f"{PAGE}.keep", form=FORM | {"slug": "never.kept"} | change)
        await page.wait_for(says)
    assert listed(live) == before


async def test_support_reads_the_price_list_only(live: Served) -> None:
    _, cookie = live.person("featsue", Role.SUPPORT)
    before = listed(live)
    async with live.visit(cookie) as page:
        await page.go("/admin/features/")
        await page.wait_for("'loaded_rx_state_': True")
        await page.send(f"{PAGE}.keep", form=FORM | {"slug": "sues"})
        await page.settle()
    assert "'may_change_rx_state_': True" not in page.seen
    assert listed(live) == before
