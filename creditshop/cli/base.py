"""What the commands share: the settings they run with."""

import os

from creditshop.config import Settings, settings


def configured(**environment: str) -> Settings:
    """The settings with these of the environment, checked. Raises SettingsError."""
    os.environ.update(environment)
    settings.cache_clear()
    return settings().check()
