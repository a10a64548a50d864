"""The JSON objects that travel through the sandbox."""

from typing import Any

Object = dict[str, Any]
