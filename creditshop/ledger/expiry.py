"""Credits whose time has come, on wallets that nobody touches."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from creditshop.database import new_id
from creditshop.ledger.models import GRANTS
from creditshop.ledger.operations import INTERNAL, Expire
from creditshop.ledger.post import post


def expire_due(session: Session, *, now: datetime, limit: int = 100) -> int:
    """Let what is due expire on up to `limit` wallets; returns how many it were. Call it until it returns 0."""
    due = select(GRANTS.c.wallet_id).where(GRANTS.c.open, GRANTS.c.expires_at <= now).distinct().limit(limit)
    wallets = session.connection().scalars(due).all()
    post(session, [Expire(wallet_id, INTERNAL, new_id("exp"), "expiry", "system") for wallet_id in wallets], now=now)
    return len(wallets)
