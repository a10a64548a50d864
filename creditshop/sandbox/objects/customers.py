"""Customers (https://docs.stripe.com/api/customers)."""

from creditshop.sandbox.ids import new_id, random_text
from creditshop.sandbox.json_types import Object
from creditshop.sandbox.lists import list_objects
from creditshop.sandbox.objects.metadata import merged_metadata
from creditshop.sandbox.requests.base import Expandable
from creditshop.sandbox.requests.catalog import WriteCustomer
from creditshop.sandbox.requests.lists import ListCustomers
from creditshop.sandbox.work import Work


def create(work: Work, given: WriteCustomer) -> Object:
    customer: Object = {
        "id": new_id("customer"),
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": work.now,
        "currency": None,
        "default_source": None,
        "delinquent": False,
        "description": given.description or None,
        "discount": None,
        "email": given.email,
        "invoice_prefix": random_text(8).upper(),
        "invoice_settings": {
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        "livemode": False,
        "metadata": merged_metadata({}, given.metadata),
        "name": given.name or None,
        "next_invoice_sequence": 1,
        "phone": given.phone or None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    work.tx.put(customer)
    work.emit("customer.created", customer)
    return customer


def retrieve(work: Work, _: Expandable, customer_id: str) -> Object:
    return work.find("customer", customer_id)


def update(work: Work, given: WriteCustomer, customer_id: str) -> Object:
    customer = work.find("customer", customer_id)
    changes = {name: value or None for name, value in given.model_dump(exclude_unset=True, exclude={"expand"}).items()}
    if given.metadata is not None:
        changes["metadata"] = merged_metadata(customer["metadata"], given.metadata)
    previous = {name: customer[name] for name, value in changes.items() if customer[name] != value}
    customer |= changes
    work.tx.put(customer)
    work.emit("customer.updated", customer, previous)
    return customer


def list_all(work: Work, page: ListCustomers) -> Object:
    return list_objects(work, "customer", page, "/v1/customers")
