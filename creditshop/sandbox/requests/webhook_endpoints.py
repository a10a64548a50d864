"""Parameters of webhook endpoints (https://docs.stripe.com/api/webhook_endpoints)."""

from typing import Annotated

from pydantic import Field

from creditshop.sandbox.requests.base import Expandable, Indexed, Metadata, Text, Url

Events = Annotated[Indexed[Text], Field(min_length=1)]


class CreateEndpoint(Expandable):
    api_version: Text | None = None
    description: str | None = None
    enabled_events: Events
    metadata: Metadata = Field(default_factory=dict)
    url: Url


class UpdateEndpoint(Expandable):
    description: str | None = None
    disabled: bool | None = None
    enabled_events: Events | None = None
    metadata: Metadata | None = None
    url: Url | None = None
