"""Every figure that Prometheus reads of the shop's processes, and how they are put together.

Counters and histograms count what a process has done, and are counted after the commit (`count`). They are kept in
files that all processes of the data folder share, see metric_files.py; what the database knows better (what waits, what
is dead) is read when somebody asks, see api/metrics.py. No label takes a value that a stranger chooses.
"""

from functools import partial

from prometheus_client import Counter, Histogram
from sqlmodel import Session

from creditshop.database import afterwards

_MONEY = (100, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000)
_LAGS = (0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3_600, 86_400)
_LATENCIES = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

WEBHOOKS = Counter(
    "creditshop_webhooks_total", "Events of the payment provider, by type and what became of them.", ["type", "outcome"]
)
WEBHOOK_LAG = Histogram(
    "creditshop_webhook_lag_seconds",
    "From the provider's time stamp until an event was applied: of a payment, until its credits.",
    ["type"],
    buckets=_LAGS,
)
PURCHASES = Counter("creditshop_purchases_total", "Purchases that reached a state.", ["state"])
PURCHASE_VALUE = Histogram(
    "creditshop_purchase_value_minor", "What paid purchases cost, in minor units.", ["currency"], buckets=_MONEY
)
DECLINES = Counter("creditshop_payment_declines_total", "Attempts to pay that were declined.", ["code"])
REFUNDS = Counter("creditshop_refunds_total", "Refunds that reached a state.", ["state"])
DISPUTES = Counter("creditshop_disputes_total", "Disputes that reached a status.", ["status"])
CREDITS = Counter("creditshop_credits_total", "Credits that an operation of this kind moved.", ["operation"])
OPERATIONS = Counter("creditshop_ledger_operations_total", "Operations that the ledger posted.", ["operation"])
REFUSALS = Counter("creditshop_api_refusals_total", "Requests of apps that were refused, by code.", ["code"])
REQUESTS = Histogram(
    "creditshop_api_request_seconds", "Requests of apps.", ["method", "route", "status"], buckets=_LATENCIES
)
JOBS = Counter("creditshop_jobs_total", "Tries of jobs, by how they ended.", ["kind", "outcome"])
MAILS = Counter("creditshop_mails_total", "Mails that were sent, or given up.", ["outcome"])
PUSHES = Counter("creditshop_pushes_total", "Open pages that were woken.")


def count(session: Session, counter: Counter, amount: int = 1) -> None:
    """Add to a counter after the session's commit; nothing when it rolls back."""
    afterwards(session, partial(counter.inc, amount))


def measure(session: Session, histogram: Histogram, value: float) -> None:
    """Observe a value after the session's commit; nothing when it rolls back."""
    afterwards(session, partial(histogram.observe, value))
