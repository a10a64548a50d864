"""Counting for people: how many, up to a number beyond which it does not matter."""

from sqlalchemy import ColumnElement, Table, func, literal, select
from sqlmodel import Session


def count_up_to(session: Session, most: int, table: Table, *which: ColumnElement[bool]) -> int:
    """How many rows there are of these, at most `most`: it reads no more of them than that."""
    some = select(literal(1)).select_from(table).where(*which).limit(most).subquery()
    return session.connection().execute(select(func.count()).select_from(some)).scalar_one()
