"""What a web process does between SIGTERM and its end, so that nobody who uses the shop notices.

`GET /ready` answers 503 at once, so that a proxy sends new requests elsewhere. DRAIN_SECONDS later, when it knows, the
server stops listening, drops websockets, whose browsers connect anew, answers what it has accepted, finishes its jobs
and ends.
"""

import asyncio
import os
import signal

import structlog

_log = structlog.get_logger(__name__)


class Leaving:
    """Whether this process is about to end."""

    def __init__(self, drain_seconds: float) -> None:
        self.has_begun = False
        self._drain_seconds = drain_seconds

    def listen(self) -> None:
        """Hear of SIGTERM from now on, in place of the server. Needs a running event loop in the main thread."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._begin)

    def _begin(self) -> None:
        if not self.has_begun:
            self.has_begun = True
            _log.info("leaving", drain_seconds=self._drain_seconds)
            asyncio.get_running_loop().call_later(self._drain_seconds, _stop)


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGINT)  # on which the server stops as it would have on SIGTERM
