"""How much waits for staff, behind the entries of their navigation."""

from sqlmodel import Session

from creditshop.alerts import count_open_alerts
from creditshop.fraud import count_open_flags
from creditshop.inbox import count_failing
from creditshop.reconciliation import count_unsettled
from creditshop.refunds import count_open_disputes

_MOST = 100


def waiting(session: Session) -> dict[str, str]:
    """Alerts, disputes, flags, webhooks and differences to look at; only those of which there are any."""
    counts = {
        "alerts": count_open_alerts(session, most=_MOST),
        "disputes": count_open_disputes(session, most=_MOST),
        "flags": count_open_flags(session, most=_MOST),
        "events": count_failing(session, most=_MOST),
        "reconciliation": count_unsettled(session, most=_MOST),
    }
    return {name: _shown(count) for name, count in counts.items() if count}


def _shown(count: int) -> str:
    return str(count) if count < _MOST else f"{_MOST - 1}+"
