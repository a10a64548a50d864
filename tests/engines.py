"""One engine for each kind of database and all tests of a process, which connects to whatever database a test is given.

SQLAlchemy keeps what it has compiled with the engine: with a new one for each test, a sixth of the time is compiling.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Engine, event, make_url

from creditshop.config import settings

Kind = tuple[str, bool]


@dataclass
class Engines:
    """In place of `make_engine`: the database that the settings name has one for all tests, any other its own."""

    make: Callable[..., Engine]
    made: dict[Kind, Engine] = field(default_factory=dict)
    urls: dict[Kind, URL] = field(default_factory=dict)

    def __call__(self, url: str, *, read_only: bool = False) -> Engine:
        if url != settings().database_url.get_secret_value():
            return self.make(url, read_only=read_only)
        kind = make_url(url).get_backend_name(), read_only
        if kind not in self.made:
            self.made[kind] = self.make(url, read_only=read_only)
            event.listen(self.made[kind], "do_connect", self._to_the_tests_own(kind))
        self.urls[kind] = make_url(url).set(drivername=self.made[kind].url.drivername)
        return self.made[kind]

    def _to_the_tests_own(self, kind: Kind) -> Callable[..., None]:
        def connect(dialect: Any, _record: Any, args: list[Any], options: dict[str, Any]) -> None:
            args[:], named = dialect.create_connect_args(self.urls[kind])
            options.update(named)

        return connect
