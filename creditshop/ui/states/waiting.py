"""How much waits for staff, behind the entries of their navigation."""

from sqlmodel import Session

from creditshop.fraud import count_open_flags
from creditshop.inbox import count_failing
from creditshop.refunds import count_open_disputes

_MOST = 100


def waiting(session: Session) -> dict[str, str]:
    """Disputes, flags and webhooks that somebody should look at; only those of which there are any."""
    counts = {
        "disputes": count_open_disputes(session, most=_MOST),
        "flags": count_open_flags(session, most=_MOST),
        "events": count_failing(session, most=_MOST),
    }
    return {name: _shown(count) for name, count in counts.items() if count}


def _shown(count: int) -> str:
    return str(count) if count < _MOST else f"{_MOST - 1}+"
