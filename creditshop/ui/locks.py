"""The locks on browser tabs' State in Redis, which Reflex 0.10.1 loses when whoever asks for one is cancelled.

Leaving a page cancels its listener. Cancelled while Redis answers it, the listener holds a lock that it knows nothing
of, and the tab stands still until that expires after 10 s.
"""

import asyncio
from typing import Any

import reflex as rx
from reflex.istate.manager.redis import StateManagerRedis


class CancellableLocks(StateManagerRedis):
    """Locks that nobody holds without knowing it, and that nobody waits for in vain."""

    async def _try_get_lock(self, lock_key: bytes, lock_id: bytes) -> bool | None:
        """Ask to the end, and give back what is no longer wanted."""
        asking = asyncio.create_task(super()._try_get_lock(lock_key, lock_id))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            if await asking:
                await self.redis.delete(lock_key)
            raise

    async def _wait_lock(self, lock_key: bytes, lock_id: bytes) -> None:
        """Leave the queue without taking along the news, told to one alone, that the lock is free."""
        try:
            await super()._wait_lock(lock_key, lock_id)
        except asyncio.CancelledError:
            self._notify_next_waiter(lock_key)
            raise


def keep_locks(app: rx.App) -> None:
    """Have this app's State in Redis, if it is there, locked by these."""
    locks: Any = CancellableLocks  # Any, because mypy takes overloads of Reflex's for abstract
    if isinstance(app.state_manager, StateManagerRedis):
        app._state_manager = locks(app.state_manager.redis)
