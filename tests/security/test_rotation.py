"""Secrets are changed while the shop works: there is no moment at which the old and the new one are both refused."""

import json
from base64 import b64encode
from pathlib import Path

import httpx
import pytest

from creditshop.catalog import seed_packages
from creditshop.config import settings
from creditshop.ledger import heads_files
from tests.conftest import Database
from tests.ledger import heads
from tests.ledger.acts import spend
from tests.outgoing.conftest import act, wallet
from tests.served import ServedShop, served
from tests.ui.bought import person
from tests.webhooks import an_event, as_body, sign

OLD, NEW = (f"whsec_{name}secretofthehook" for name in ("old", "new"))
FIRST, SECOND = (b64encode(bytes([number] * 32)).decode() for number in (1, 2))
STAGES = ((OLD, FIRST), (f"{NEW},{OLD}", f"{SECOND},{FIRST}"), (NEW, f"{SECOND},{FIRST}"))


def takes(web: ServedShop, secret: str) -> bool:
    """Whether a webhook signed with this secret is taken."""
    body = as_body(an_event("charge.succeeded", id=f"ch_{secret[6:9]}"))
    answer = httpx.post(
        f"{web.url}/api/stripe/webhook", content=body, headers={"Stripe-Signature": sign(body, secret=secret)}
    )
    return answer.is_success


def _be_of(web: ServedShop, patch: pytest.MonkeyPatch) -> None:
    """Have this process be one of the shop's: its database, folder and key."""
    for name in ("DATABASE_URL", "CREDITSHOP_DATA_DIR", "LEDGER_SIGNING_KEY"):
        patch.setenv(name, web.environment[name])
    settings.cache_clear()


def test_a_webhook_secret_and_a_signing_key_change_by_restarts_alone(
    tmp_path: Path, clean_settings: pytest.MonkeyPatch
) -> None:
    """OWASP ASVS 5.0, 13.3.4. Stripe signs with both for as long as one wishes, at most a day."""
    hook, key = STAGES[0]
    taken, statements = [], []
    with served(tmp_path, STRIPE_WEBHOOK_SECRET=hook, LEDGER_SIGNING_KEY=key) as web:
        _be_of(web, clean_settings)
        db = Database(web.environment["DATABASE_URL"])
        db.transact(seed_packages)
        ada, _ = person(db, "ada@example.com")
        account = db.transact(wallet, ada.user_id, 100)
        for hook, key in STAGES:
            if (hook, key) != STAGES[0]:
                web.stop()
                web.environment |= {"STRIPE_WEBHOOK_SECRET": hook, "LEDGER_SIGNING_KEY": key}
                web.start()
                _be_of(web, clean_settings)
            taken.append((takes(web, OLD), takes(web, NEW)))
            db.transact(act, ada.user_id, spend(account, 1))
            heads.sign(db, job=f"job_{len(statements)}")  # unless the shop has just done it
            done = web.command("statement", account)
            assert done.returncode == 0, done.stderr
            statements.append(json.loads(done.stdout))
            assert web.command("verify").returncode == 0
        assert len(heads_files()) >= len(STAGES)
        assert heads.in_files(db) == []
    assert taken == [(True, False), (True, True), (False, True)]
    assert len({statement["public_key"] for statement in statements}) == 2
