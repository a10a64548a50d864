"""Which settings do not go together, or are not safe."""

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from creditshop.config import Settings

SANDBOX_WEBHOOK_SECRET = "whsec_sandbox"  # noqa: S105 - public on purpose; production refuses it
SHORTEST_SECRET = 32  # characters


class Mode(StrEnum):
    """Whose money moves: nobody's (our sandbox), Stripe's test money, or people's."""

    SANDBOX = "sandbox"
    TEST = "test"
    LIVE = "live"


def problems(config: "Settings") -> list[str]:
    """Why these settings cannot safely serve, each in a line that says what to do."""
    found = []
    if config.mode is not Mode.SANDBOX and not config.webhook_secrets:
        found.append("STRIPE_WEBHOOK_SECRET is missing: copy it from the webhook endpoint or from `stripe listen`.")
    if config.is_sqlite and config.workers > 1:
        found.append("SQLite serves one worker only: set WORKERS=1, or DATABASE_URL to PostgreSQL.")
    if config.workers > 1 and not config.redis_url.get_secret_value():
        found.append("Several workers need REDIS_URL: pushes, rate limits and page state are shared through it.")
    if config.mode is not Mode.SANDBOX and not config.smtp_url.get_secret_value():
        found.append("SMTP_URL is missing: verification, receipts and resets are sent by mail.")
    if any(len(secret) < SHORTEST_SECRET for secret in config.image_signing_secrets):
        found.append(f"IMAGE_SIGNING_SECRET needs {SHORTEST_SECRET} random characters: `openssl rand -hex 32`.")
    if any(len(token) < SHORTEST_SECRET for token in config.metrics_tokens):
        found.append(f"METRICS_TOKEN needs {SHORTEST_SECRET} random characters: `openssl rand -hex 32`.")
    if any("://" not in address for address in config.alert_channels):
        found.append("ALERT_URLS needs addresses as Apprise knows them (`slack://…`), with blanks between them.")
    oidc = (config.oidc_issuer, config.oidc_client_id, config.oidc_client_secret.get_secret_value())
    if any(oidc) and not all(oidc):
        found.append("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET belong together: set all three, or none.")
    if config.app_env == "production":
        found += _in_production(config)
    return found


def _in_production(config: "Settings") -> list[str]:
    found = []
    if config.mode is Mode.SANDBOX:
        found.append(
            "STRIPE_SECRET_KEY is missing: production does not sell for play money (or set APP_ENV=development)."
        )
    if SANDBOX_WEBHOOK_SECRET in config.webhook_secrets:
        found.append("STRIPE_WEBHOOK_SECRET is the sandbox's public one: set the endpoint's own secret.")
    if not config.public_url.startswith("https://"):
        found.append("PUBLIC_URL must be https in production: buyers and cookies travel over it.")
    if config.oidc_issuer and not config.oidc_issuer.startswith("https://"):
        found.append("OIDC_ISSUER must be https in production.")
    if config.stripe_api_base:
        found.append("STRIPE_API_BASE is for development: unset it to talk to Stripe itself.")
    return found
