"""Metadata (https://docs.stripe.com/api/metadata)."""

from collections.abc import Mapping


def merged_metadata(before: Mapping[str, str], given: Mapping[str, str] | None) -> dict[str, str]:
    """``before`` with ``given`` on top; an empty value removes its key."""
    return {key: value for key, value in {**before, **(given or {})}.items() if value != ""}
