"""Shops with something in each place that a backup takes, and empty places to put one back into."""

from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import text

from creditshop.backup.contents import quoted, tables
from creditshop.config import Settings, settings
from creditshop.database import new_id
from creditshop.database.engine import make_engine
from creditshop.images import store
from creditshop.images.store import own_secret
from tests.conftest import Database, sibling
from tests.ledger.heads import sign
from tests.statements.program import lively_wallet


def open_shop(db: Database) -> Settings:
    """A shop with a wallet, signed heads, keys, a picture and what was made of it; returns its settings."""
    lively_wallet(db)
    assert sign(db)
    own_secret()
    store.save_original("img_1", b"a picture")
    store.save_made("img_1", "digest", b"a smaller one")
    return settings()


def empty_place(shop: Settings, folder: Path) -> Settings:
    """The same settings with a data folder and a database of their own, in which there is nothing."""
    url = f"sqlite:///{folder}/data/creditshop.db" if shop.is_sqlite else _new_database(shop)
    return shop.model_copy(update={"creditshop_data_dir": folder / "data", "database_url": _secret(shop, url)})


def _new_database(shop: Settings) -> str:
    url, name = shop.database_url.get_secret_value(), new_id("r").lower()
    with psycopg.connect(sibling(url, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return sibling(url, name)


def _secret(shop: Settings, url: str) -> Any:
    return type(shop.database_url)(url)


def rows(shop: Settings) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in an order of its own."""
    engine = make_engine(shop.database_url.get_secret_value())
    with engine.connect() as connection:
        found = {
            table: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {quoted(connection, table)}"))), key=repr)
            for table in tables(connection)
        }
    engine.dispose()
    return found


def files(shop: Settings) -> dict[str, bytes]:
    """Every file of the data folder but the database's own and what was made of pictures."""
    data = shop.creditshop_data_dir
    found = {path.relative_to(data).as_posix(): path for path in data.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if ".db" not in name and "digest" not in name}


def is_untouched(place: Settings) -> bool:
    """Whether nothing at all is there."""
    if place.creditshop_data_dir.exists() and any(place.creditshop_data_dir.rglob("*")):
        return False
    return place.is_sqlite or rows(place) == {}
