"""Changing what is on sale. A change is for new purchases: each purchase keeps a snapshot of what it was offered."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from creditshop.audit import Actor, record
from creditshop.catalog.errors import PackageChanged, PackageExists, PackageNotFound
from creditshop.catalog.models import PACKAGES, Package, PackagePrice
from creditshop.catalog.terms import PackageTerms, PackageView, check, differences, plain
from creditshop.database import announce, insert_once, new_id

_SHOPS_ORDER = (col(Package.position), col(Package.id))


def packages(session: Session) -> tuple[PackageView, ...]:
    """Every package in the shop's order, those off sale too."""
    prices: dict[str, dict[str, int]] = {}
    for price in session.exec(select(PackagePrice).order_by(col(PackagePrice.currency))):
        prices.setdefault(price.package_id, {})[price.currency] = price.amount_minor
    rows = session.exec(select(Package).order_by(*_SHOPS_ORDER))
    return tuple(_view(row, prices.get(row.id, {})) for row in rows)


def add_package(session: Session, by: Actor, slug: str, terms: PackageTerms, *, now: datetime) -> PackageView:
    """Put a new package at the end of the shop's order.

    Raises PackageExists, PackageChanged (somebody gave the badge to another one at the same moment), PriceMissing,
    CurrencyNotCharged, AmountNotChargeable.
    """
    check(terms)
    rows = _lock(session)
    row = {
        **plain(replace(terms, prices={}, popular=False)),
        "id": new_id("pkg"),
        "slug": slug,
        "position": max((other.position for other in rows), default=-1) + 1,
        "version": 1,
    }
    if not insert_once(session, PACKAGES, row, "slug"):
        raise PackageExists(slug)
    package = session.get_one(Package, row["id"])
    _apply(session, by, package, {}, terms, now=now)
    record(session, by, "package.add", package.id, after={"slug": slug, **plain(terms)}, now=now)
    announce(session, "shop")
    return _view(package, terms.prices)


def change_package(
    session: Session, by: Actor, package_id: str, version: int, terms: PackageTerms, *, now: datetime
) -> PackageView:
    """Sell the package on these terms from now on; `version` is the one that whoever changes it has seen.

    The badge of the most popular package is taken from the one that has it. Raises PackageNotFound, PackageChanged,
    PriceMissing, CurrencyNotCharged, AmountNotChargeable.
    """
    check(terms)
    package = next((row for row in _lock(session) if row.id == package_id), None)
    if package is None:
        raise PackageNotFound(package_id)
    if package.version != version:
        raise PackageChanged(package_id)
    prices = _prices(session, package_id)
    changed = differences(_view(package, prices).terms, terms)
    if changed:
        package.version += 1
        _apply(session, by, package, prices, terms, now=now)
        before, after = ({name: pair[side] for name, pair in changed.items()} for side in (0, 1))
        record(session, by, "package.change", package_id, before=before, after=after, now=now)
        announce(session, "shop")
    return _view(package, terms.prices)


def move_package(session: Session, by: Actor, package_id: str, *, up: bool, now: datetime) -> int:
    """Put the package before its neighbour (`up`) or behind it, and return its place, from 1; at the end it stays.

    Raises PackageNotFound.
    """
    rows = sorted(_lock(session), key=lambda row: (row.position, row.id))
    old = next((place for place, row in enumerate(rows) if row.id == package_id), None)
    if old is None:
        raise PackageNotFound(package_id)
    new = min(max(old - 1 if up else old + 1, 0), len(rows) - 1)
    if new != old:
        rows.insert(new, rows.pop(old))
        for place, row in enumerate(rows):
            row.position = place
        record(session, by, "package.move", package_id, before={"place": old + 1}, after={"place": new + 1}, now=now)
        announce(session, "shop")
    return new + 1


def _lock(session: Session) -> list[Package]:
    """Every package, held until the end: they are few, and changes of one may touch others (badge, order)."""
    return list(session.exec(select(Package).order_by(col(Package.id)).with_for_update()))


def _apply(
    session: Session, by: Actor, package: Package, prices: Mapping[str, int], terms: PackageTerms, *, now: datetime
) -> None:
    """Write the terms into the rows of a package that has had these prices so far."""
    if terms.popular:
        _take_badge(session, by, package.id, now=now)
    for name in ("name", "description", "credits", "bonus_credits", "validity_days", "popular", "active"):
        setattr(package, name, getattr(terms, name))
    for currency in prices.keys() - terms.prices.keys():
        session.delete(session.get_one(PackagePrice, (package.id, currency)))
    for currency, amount_minor in terms.prices.items():
        session.merge(PackagePrice(package_id=package.id, currency=currency, amount_minor=amount_minor))
    try:
        session.flush()
    except IntegrityError as error:
        if "popular" not in str(error.orig):
            raise
        raise PackageChanged(package.id) from error  # package_one_popular: another first package was badged just now


def _take_badge(session: Session, by: Actor, package_id: str, *, now: datetime) -> None:
    others = select(Package).where(col(Package.popular), Package.id != package_id)
    for other in session.exec(others):
        other.popular, other.version = False, other.version + 1
        record(session, by, "package.change", other.id, before={"popular": True}, after={"popular": False}, now=now)
    session.flush()  # before the new one gets it: there is one badge at any moment


def _prices(session: Session, package_id: str) -> dict[str, int]:
    rows = session.exec(select(PackagePrice).where(PackagePrice.package_id == package_id))
    return {row.currency: row.amount_minor for row in rows}


def _view(row: Package, prices: Mapping[str, int]) -> PackageView:
    terms = PackageTerms(
        name=row.name,
        description=row.description,
        credits=row.credits,
        bonus_credits=row.bonus_credits,
        validity_days=row.validity_days,
        popular=row.popular,
        active=row.active,
        prices=dict(prices),
    )
    return PackageView(row.id, row.slug, row.version, terms)
