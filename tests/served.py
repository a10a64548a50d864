"""The whole shop as its users meet it: the real server process, the sandbox in it, and a worker on PostgreSQL."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.waiting import until

ROOT = Path(__file__).resolve().parents[1]
OURS = (
    "STRIPE_",
    "SMTP_",
    "REDIS_",
    "DATABASE_",
    "PUBLIC_",
    "APP_",
    "CREDITSHOP_",
    "LEDGER_",
    "IMAGE_",
    "METRICS_",
    "ALERT_",
    "STAFF_",
    "OTEL_",
    "BODY_",
    "REFLEX_",
    "WORKERS",
    "AWS_",
    "OIDC_",
)


@dataclass
class ServedShop:
    """A running shop. `url` is what a browser opens; `environment` lets a command line work on the same data."""

    url: str
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def api(self) -> httpx.Client:
        """A fresh HTTP client of the shop, without cookies."""
        return httpx.Client(base_url=self.url, timeout=10, verify=False)

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m creditshop WORDS` on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "creditshop", *words],
            cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    def start(self) -> None:
        """Start the server (and the worker where jobs have their own process) and wait until it is ready."""
        self._spawn("serve", "--prepare")
        until(self._is_ready, seconds=90, what="the shop to be ready")
        if not self.environment["DATABASE_URL"].startswith("sqlite"):
            self._spawn("worker")

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Send every process the signal and wait for its end."""
        for process in self.processes:
            os.killpg(process.pid, number)
        for process in self.processes:
            process.wait(timeout=30)
        self.processes.clear()

    def _spawn(self, *words: str) -> None:
        command = [sys.executable, "-m", "creditshop", *words]
        with Path(self.environment["CREDITSHOP_DATA_DIR"], f"{words[0]}.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
                )
            )

    def _is_ready(self) -> bool:
        assert self.processes[0].poll() is None, self.log()
        try:
            return self.api.get("/ready").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def log(self) -> str:
        """What the server printed."""
        return Path(self.environment["CREDITSHOP_DATA_DIR"], "serve.log").read_text()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def served(data: Path, **environment: str) -> Iterator[ServedShop]:
    """A shop in sandbox mode on its own data, stopped at the end."""
    data.mkdir(parents=True, exist_ok=True)
    port = free_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    shop = ServedShop(
        f"http://localhost:{port}",
        inherited
        | {
            "APP_ENV": "development",
            "PORT": str(port),
            "CREDITSHOP_DATA_DIR": str(data),
            "DATABASE_URL": f"sqlite:///{data}/creditshop.db",
        }
        | environment,
    )
    shop.start()
    try:
        yield shop
    finally:
        shop.stop()
