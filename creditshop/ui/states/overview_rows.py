"""The overview's tiles and funnel: finished words and figures, each beside that of the period before."""

from dataclasses import dataclass

from creditshop.insights import Figure, Figures, Overview
from creditshop.ui import format as fmt
from creditshop.ui.texts import text

_MUCH = 0.1  # tenths of a percent say nothing any more


@dataclass(frozen=True)
class Tile:
    """One figure: its name, what it is, what it is made of, and how it compares."""

    label: str
    value: str
    detail: str
    change: str


@dataclass(frozen=True)
class Step:
    """One step of the funnel; `percent` of those who began have taken it."""

    label: str
    count: str
    share: str
    percent: int


def tiles(found: Overview, currency: str, days: int, locale: str) -> list[Tile]:
    """The figures at a glance; money is that of `currency`, empty in a shop that has sold nothing."""
    money = _money_tiles(found, currency, days, locale) if currency else []
    return [*money, *_rate_tiles(found, days, locale), *_credit_tiles(found, days, locale)]


def steps(figures: Figures, locale: str) -> list[Step]:
    """From the wish to the money."""
    counts = {figure: figures.count(figure) for figure in (Figure.STARTED, Figure.OPENED, Figure.PAID)}
    begun = counts[Figure.STARTED]
    shares = {figure: min(count / begun, 1.0) if begun else 0.0 for figure, count in counts.items()}
    return [
        Step(
            text(locale, f"overview.step.{figure}"),
            fmt.credits(count, locale),
            fmt.percent(shares[figure], locale),
            round(100 * shares[figure]),
        )
        for figure, count in counts.items()
    ]


def _money_tiles(found: Overview, currency: str, days: int, locale: str) -> list[Tile]:
    def tile(name: str, now: int | None, before: int | None, detail: str) -> Tile:
        value = "–" if now is None else fmt.money(now, currency, locale)
        return Tile(text(locale, f"overview.{name}"), value, detail, _change(now, before, days, locale))

    def counted(name: str, figure: Figure) -> str:
        count = found.now.count(figure, currency)
        return text(locale, f"overview.{name}.{'one' if count == 1 else 'many'}", count=fmt.credits(count, locale))

    now, before = found.now, found.before
    back = " · ".join((counted("refunds", Figure.REFUNDED), counted("disputes", Figure.DISPUTED)))
    return [
        tile(
            "revenue",
            now.money(Figure.PAID, currency),
            before.money(Figure.PAID, currency),
            counted("payments", Figure.PAID),
        ),
        tile("average", now.average(currency), before.average(currency), text(locale, "overview.average.detail")),
        tile("refunded", now.money(Figure.REFUNDED, currency), before.money(Figure.REFUNDED, currency), back),
    ]


def _rate_tiles(found: Overview, days: int, locale: str) -> list[Tile]:
    def tile(name: str, now: float | None, before: float | None, part: int, whole: int) -> Tile:
        value = "–" if now is None else fmt.percent(now, locale)
        detail = text(
            locale, f"overview.{name}.detail", part=fmt.credits(part, locale), whole=fmt.credits(whole, locale)
        )
        return Tile(text(locale, f"overview.{name}"), value, detail, _points(now, before, days, locale))

    now, before = found.now, found.before
    declined, abandoned = now.count(Figure.DECLINED), now.count(Figure.ABANDONED)
    attempts = declined + now.count(Figure.PAID)
    return [
        tile("declined", now.failure_rate, before.failure_rate, declined, attempts),
        tile("abandoned", now.abandonment, before.abandonment, abandoned, now.count(Figure.OPENED)),
    ]


def _credit_tiles(found: Overview, days: int, locale: str) -> list[Tile]:
    def tile(name: str, now: int, before: int, detail: str = "") -> Tile:
        words = detail or text(locale, f"overview.{name}.detail")
        return Tile(
            text(locale, f"overview.{name}"), fmt.credits(now, locale), words, _change(now, before, days, locale)
        )

    now, before = found.now, found.before
    bonus = text(locale, "overview.sold.detail", credits=fmt.credits(now.credits(Figure.BONUS), locale))
    return [
        tile("sold", now.credits(Figure.SOLD), before.credits(Figure.SOLD), bonus),
        tile("spent", now.credits(Figure.SPENT), before.credits(Figure.SPENT)),
        tile("outstanding", now.outstanding, before.outstanding),
    ]


def _change(now: int | None, before: int | None, days: int, locale: str) -> str:
    if now == before:
        return text(locale, "overview.same", days=days)
    if now is None or before is None or before <= 0:
        return text(locale, "overview.nothing_before")
    share = abs(now - before) / before
    change = fmt.percent(round(share, 2) if share > _MUCH else share, locale)
    return text(locale, "overview.up" if now > before else "overview.down", change=change, days=days)


def _points(now: float | None, before: float | None, days: int, locale: str) -> str:
    if now == before:
        return text(locale, "overview.same", days=days)
    if now is None or before is None:
        return text(locale, "overview.nothing_before")
    change = text(locale, "overview.points", points=fmt.tenths(100 * abs(now - before), locale))
    return text(locale, "overview.up" if now > before else "overview.down", change=change, days=days)
