"""What closing an account would do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Closing:
    """`credits` are given up, `held` are reserved by apps and go when they come back; `obstacle` is why not now."""

    credits: int
    held: int
    obstacle: str | None
