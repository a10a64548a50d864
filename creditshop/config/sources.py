"""Where settings come from besides the environment and `.env`: secrets' files, and AWS Secrets Manager."""

import json
import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import AWSSecretsManagerSettingsSource, BaseSettings, PydanticBaseSettingsSource

AWS = "AWS_SECRET_ID"
PATIENCE = 5  # seconds for each try to ask Secrets Manager; boto3 itself would wait for minutes
_TRIES = 2


class SettingsError(Exception):
    """Settings that cannot work; the message is one line that says what to change."""


class SecretFiles(PydanticBaseSettingsSource):
    """`NAME_FILE=/run/secrets/x` gives NAME the contents of that file, as Docker and systemd hand out secrets."""

    def get_field_value(self, _field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text().strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in values.items() if value is not None}


def secrets_manager(settings_cls: type[BaseSettings]) -> tuple[PydanticBaseSettingsSource, ...]:
    """The secret that AWS_SECRET_ID names: a JSON object whose keys are the names of settings.

    Region and credentials are found as AWS' tools find them. Raises SettingsError when it cannot be read, without a
    word of what is in it.
    """
    secret_id = os.environ.get(AWS)
    if not secret_id:
        return ()
    from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped] # noqa: PLC0415 - heavy

    _do_not_wait_long()
    try:
        return (AWSSecretsManagerSettingsSource(settings_cls, secret_id, case_sensitive=False, env_prefix=""),)
    except ClientError as error:
        raise SettingsError(f"{AWS}: {secret_id} cannot be read: {error.response['Error']['Code']}.") from None
    except BotoCoreError as error:
        raise SettingsError(f"{AWS}: Secrets Manager cannot be asked: {error}") from None
    except (json.JSONDecodeError, KeyError, AttributeError):
        raise SettingsError(f"{AWS}: {secret_id} must be a JSON object of settings and their values.") from None


def _do_not_wait_long() -> None:
    import boto3  # type: ignore[import-untyped] # noqa: PLC0415 - heavy, as above
    import botocore.session  # type: ignore[import-untyped] # noqa: PLC0415
    from botocore.config import Config  # type: ignore[import-untyped] # noqa: PLC0415

    session = botocore.session.get_session()
    patience = {"connect_timeout": PATIENCE, "read_timeout": PATIENCE, "retries": {"total_max_attempts": _TRIES}}
    session.set_default_client_config(Config(**patience))
    boto3.setup_default_session(botocore_session=session)
