"""Every module that defines tables, by name: the metadata must be whole before it is compared or created."""

from importlib import import_module

MODULES = (
    "creditshop.database.identity",
    "creditshop.jobs.models",
    "creditshop.ledger.models",
    "creditshop.catalog.models",
    "creditshop.apikeys.models",
    "creditshop.audit.models",
    "creditshop.notices.models",
    "creditshop.inbox.models",
    "creditshop.outgoing.models",
    "creditshop.accounts.models",
    "creditshop.checkout.models",
    "creditshop.refunds.models",
    "creditshop.fraud.models",
    "creditshop.images.models",
    "creditshop.insights.models",
    "creditshop.reconciliation.models",
    "creditshop.alerts.models",
)


def import_models() -> None:
    """Load every table into SQLModel.metadata. By name, so that this lowest layer imports nothing above it."""
    for module in MODULES:
        import_module(module)
