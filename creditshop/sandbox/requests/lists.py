"""Parameters of list requests (https://docs.stripe.com/api/pagination)."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from creditshop.sandbox.requests.base import Currency, Expandable, Indexed, Params, Text


class Range(Params):
    """Bounds in Unix seconds."""

    gt: int | None = None
    gte: int | None = None
    lt: int | None = None
    lte: int | None = None


def _moment(value: Any) -> Any:
    """A bare time stamp means that very second."""
    return {"gte": value, "lte": value} if isinstance(value, str) else value


class Page(Expandable):
    """One page of a list, the newest first."""

    limit: Annotated[int, Field(ge=1, le=100)] = 10
    starting_after: Text | None = None
    ending_before: Text | None = None

    def filters(self) -> dict[str, str | int | bool]:
        """Which properties must have which value, by their path in the object."""
        return {}


class DatedPage(Page):
    created: Annotated[Range | None, BeforeValidator(_moment)] = None

    def filters(self) -> dict[str, str | int | bool]:
        given = self.model_dump(exclude_none=True, exclude=set(DatedPage.model_fields) | {"types", "customer_details"})
        return {f"$.{name}": value for name, value in given.items()}


class ListCustomers(DatedPage):
    email: Text | None = None


class ListProducts(DatedPage):
    active: bool | None = None


class ListPrices(DatedPage):
    active: bool | None = None
    currency: Currency | None = None
    product: Text | None = None
    type: Literal["one_time", "recurring"] | None = None


class OfCustomer(Params):
    email: Text


class ListSessions(DatedPage):
    customer: Text | None = None
    customer_details: OfCustomer | None = None
    payment_intent: Text | None = None
    status: Literal["complete", "expired", "open"] | None = None

    def filters(self) -> dict[str, str | int | bool]:
        email = {"$.customer_details.email": self.customer_details.email} if self.customer_details else {}
        return {**super().filters(), **email}


class ListPaymentIntents(DatedPage):
    customer: Text | None = None


class ListCharges(DatedPage):
    customer: Text | None = None
    payment_intent: Text | None = None


class ListRefunds(DatedPage):
    charge: Text | None = None
    payment_intent: Text | None = None


class ListDisputes(DatedPage):
    charge: Text | None = None
    payment_intent: Text | None = None


class ListEarlyFraudWarnings(DatedPage):
    charge: Text | None = None
    payment_intent: Text | None = None


class ListBalanceTransactions(DatedPage):
    currency: Currency | None = None
    source: Text | None = None
    type: Text | None = None


class ListEvents(DatedPage):
    delivery_success: bool | None = None
    type: Text | None = None
    types: Annotated[Indexed[Text] | None, Field(max_length=20)] = None

    def filters(self) -> dict[str, str | int | bool]:
        return {}
