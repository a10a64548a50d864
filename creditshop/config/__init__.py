"""Settings: from the environment, files named by NAME_FILE, `.env`, AWS Secrets Manager; wrong ones stop the start."""

import binascii
import re
from base64 import b64decode
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from creditshop.config.checks import SANDBOX_WEBHOOK_SECRET, SHORTEST_SECRET, Mode, problems
from creditshop.config.sources import SecretFiles, SettingsError, secrets_manager

__all__ = [
    "SANDBOX_SECRET_KEY",
    "SANDBOX_WEBHOOK_SECRET",
    "SEED_BYTES",
    "SHORTEST_SECRET",
    "Mode",
    "Settings",
    "SettingsError",
    "settings",
]

SANDBOX_SECRET_KEY = "sk_test_sandbox"  # noqa: S105 - public on purpose; production refuses it
SEED_BYTES = 32  # of an Ed25519 key


class Settings(BaseSettings):
    """Everything that can be configured; a field's upper-case name is its environment variable."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    app_env: Literal["production", "development"] = "production"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    public_url: str = ""
    creditshop_data_dir: Path = Path(".data")
    database_url: SecretStr = SecretStr("")
    redis_url: SecretStr = SecretStr("")
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_api_base: str = ""
    ledger_signing_key: SecretStr = SecretStr("")
    smtp_url: SecretStr = SecretStr("")
    metrics_token: SecretStr = SecretStr("")
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "OpenID"
    alert_urls: SecretStr = SecretStr("")
    otel_exporter_otlp_endpoint: str = ""
    image_signing_secret: SecretStr = SecretStr("")
    mail_from: str = "creditshop <shop@localhost>"
    support_refund_limit: str = "usd 100, eur 100, gbp 100"
    body_seconds: float = Field(default=20, ge=1, le=600)
    drain_seconds: float = Field(default=0, ge=0, le=60)
    trusted_proxy_hops: int = Field(default=0, ge=0, le=10)
    staff_two_factor: Literal["", "required", "optional"] = ""
    support_adjustment_limit: int = Field(default=1_000, ge=0)
    shop_name: str = "creditshop"
    legal_name: str = ""
    legal_address: str = ""
    legal_email: str = ""
    legal_terms_file: Path | None = None
    legal_privacy_file: Path | None = None

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (
            *sources,
            named["init_settings"],
            named["env_settings"],
            SecretFiles(settings_cls),
            named["dotenv_settings"],
            *secrets_manager(settings_cls),
        )

    @field_validator("public_url", "otel_exporter_otlp_endpoint", "oidc_issuer")
    @classmethod
    def _addresses_of_servers_are_whole(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("ledger_signing_key")
    @classmethod
    def _signing_keys_are_seeds(cls, value: SecretStr) -> SecretStr:
        try:
            seeds = [b64decode(part, validate=True) for part in _parts(value)]
        except binascii.Error:
            seeds = [b""]
        if any(len(seed) != SEED_BYTES for seed in seeds):
            raise ValueError("must be 32 random bytes in base64, as `openssl rand -base64 32` makes them")
        return value

    @field_validator("support_refund_limit")
    @classmethod
    def _limits_are_amounts(cls, value: str) -> str:
        for part in value.split(","):
            if not re.fullmatch(r"[a-z]{3} [0-9]{1,9}", part.strip()):
                raise ValueError("must look like `usd 100, eur 100`: currencies and whole amounts")
        return value

    @model_validator(mode="after")
    def _fill_what_follows(self) -> "Settings":
        self.public_url = self.public_url or f"http://localhost:{self.port}"
        if not self.database_url.get_secret_value():
            self.database_url = SecretStr(f"sqlite:///{self.creditshop_data_dir.resolve()}/creditshop.db")
        return self

    @property
    def mode(self) -> Mode:
        """Sandbox without a Stripe key, else what the key says. Restricted keys (`rk_`) say it in the same place."""
        key = self.stripe_secret_key.get_secret_value()
        if key in ("", SANDBOX_SECRET_KEY):
            return Mode.SANDBOX
        return Mode.LIVE if "_live_" in key else Mode.TEST

    @property
    def support_refund_limits(self) -> dict[str, int]:
        """What support may refund of one payment, by currency, in whole units of it; of others, nothing."""
        parts = (part.split() for part in self.support_refund_limit.split(","))
        return {currency: int(amount) for currency, amount in parts}

    @property
    def is_sqlite(self) -> bool:
        """Whether the shop keeps its rows in SQLite: one process, one writer."""
        return self.database_url.get_secret_value().startswith("sqlite")

    @property
    def webhook_secrets(self) -> tuple[str, ...]:
        """The secrets a webhook may be signed with; two while one is rotated."""
        if not self.stripe_webhook_secret.get_secret_value() and self.mode is Mode.SANDBOX:
            return (SANDBOX_WEBHOOK_SECRET,)
        return _parts(self.stripe_webhook_secret)

    @property
    def ledger_signing_seeds(self) -> tuple[bytes, ...]:
        """The seeds of the Ed25519 keys: the first signs; what the others have signed still counts."""
        return tuple(b64decode(part) for part in _parts(self.ledger_signing_key))

    @property
    def image_signing_secrets(self) -> tuple[str, ...]:
        """What the addresses of resized pictures are signed with: new ones with the first, two while one is rotated.

        None: the store keeps one of its own.
        """
        return _parts(self.image_signing_secret)

    @property
    def alert_channels(self) -> tuple[str, ...]:
        """Where alerts are sent besides mail: addresses as Apprise writes them, with their secrets."""
        return tuple(self.alert_urls.get_secret_value().split())

    @property
    def metrics_tokens(self) -> tuple[str, ...]:
        """What opens the figures; two while one is rotated."""
        return _parts(self.metrics_token)

    @property
    def staff_needs_factor(self) -> bool:
        """Whether staff must have a second factor to be staff; unless it is set, wherever there may be real people."""
        if not self.staff_two_factor:
            return self.mode is not Mode.SANDBOX
        return self.staff_two_factor == "required"

    @property
    def social_image(self) -> str:
        """The picture that other sites show of a link to the shop; they want a whole address: it needs an https one."""
        return f"{self.public_url}/card.png" if self.public_url.startswith("https://") else "/card.png"

    @property
    def stripe_key(self) -> str:
        """The key the gateway uses; the sandbox has a public one."""
        return self.stripe_secret_key.get_secret_value() or SANDBOX_SECRET_KEY

    @property
    def stripe_url(self) -> str | None:
        """Where the gateway finds Stripe: None for Stripe itself, else our sandbox or a stand-in."""
        if self.stripe_api_base:
            return self.stripe_api_base
        return f"http://127.0.0.1:{self.port}/sandbox" if self.mode is Mode.SANDBOX else None

    def check(self) -> "Settings":
        """Return self, or raise SettingsError when these settings cannot safely serve."""
        for problem in problems(self):
            raise SettingsError(problem)
        return self


def _parts(value: SecretStr) -> tuple[str, ...]:
    """What stands between the commas."""
    return tuple(part.strip() for part in value.get_secret_value().split(",") if part.strip())


@cache
def settings() -> Settings:
    """The process's settings, read once.

    Raises SettingsError with one line naming the variable when a value has the wrong form.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        raise SettingsError(f"{name} is wrong: {first['msg']}.") from None
    except OSError as error:
        raise SettingsError(f"A secret's file cannot be read: {error}.") from None
