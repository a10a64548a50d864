"""Parameters of a checkout session."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from creditshop.sandbox.requests.base import Currency, Email, Expandable, Indexed, Metadata, Params, Text, Url
from creditshop.sandbox.requests.catalog import Amount, ProductData

Message = Annotated[str, StringConstraints(min_length=1, max_length=1200)]
Locale = Literal[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA", "hi-IN",
    "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl",
    "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
]  # fmt: skip


class PriceData(Params):
    """A price made for this session alone."""

    currency: Currency
    product: Text | None = None
    product_data: ProductData | None = None
    tax_behavior: Literal["exclusive", "inclusive", "unspecified"] = "unspecified"
    unit_amount: Amount


class LineItem(Params):
    metadata: Metadata | None = None
    price: Text | None = None
    price_data: PriceData | None = None
    quantity: Annotated[int, Field(ge=1, le=999_999)] = 1


class ConsentCollection(Params):
    promotions: Literal["auto", "none"] | None = None
    terms_of_service: Literal["none", "required"] | None = None


class CustomMessage(Params):
    message: Message


class CustomText(Params):
    after_submit: CustomMessage | None = None
    shipping_address: CustomMessage | None = None
    submit: CustomMessage | None = None
    terms_of_service_acceptance: CustomMessage | None = None


class PaymentIntentData(Params):
    """What the payment intent of this session will carry."""

    description: Text | None = None
    metadata: Metadata = Field(default_factory=dict)
    receipt_email: Email | None = None
    statement_descriptor_suffix: Annotated[Text | None, Field(max_length=22)] = None


class CreateSession(Expandable):
    allow_promotion_codes: bool | None = None
    billing_address_collection: Literal["auto", "required"] | None = None
    cancel_url: Url | None = None
    client_reference_id: Annotated[Text | None, Field(max_length=200)] = None
    consent_collection: ConsentCollection | None = None
    currency: Currency | None = None
    custom_text: CustomText = CustomText()
    customer: Text | None = None
    customer_creation: Literal["always", "if_required"] = "if_required"
    customer_email: Email | None = None
    expires_at: int | None = None
    line_items: Annotated[Indexed[LineItem], Field(min_length=1, max_length=100)]
    locale: Locale | None = None
    metadata: Metadata = Field(default_factory=dict)
    mode: Literal["payment"]
    payment_intent_data: PaymentIntentData = PaymentIntentData()
    submit_type: Literal["auto", "book", "donate", "pay"] | None = None
    success_url: Url
    ui_mode: Literal["hosted_page"] = "hosted_page"


class UpdateSession(Expandable):
    metadata: Metadata | None = None
