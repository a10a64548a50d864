"""Tables of the figures: a narrow row for each figure of a day, and which days were counted."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Table
from sqlmodel import Field, SQLModel

from creditshop.database import UtcDateTime, enum_check
from creditshop.insights.figures import Figure


class DailyFigure(SQLModel, table=True):
    """One figure of one day (UTC). `currency` is empty for figures without; what they mean is said in figures.py."""

    __tablename__ = "daily_figure"
    __table_args__ = (
        CheckConstraint(enum_check("figure", Figure), name="daily_figure_known"),
        CheckConstraint(f"count >= 0 OR figure = '{Figure.REFUNDED}'", name="daily_figure_counted"),
    )

    day: date = Field(primary_key=True)
    figure: str = Field(primary_key=True)
    currency: str = Field(primary_key=True)
    count: int = Field(sa_type=BigInteger)
    amount: int = Field(sa_type=BigInteger)


class RolledDay(SQLModel, table=True):
    """A day whose figures were counted. Once it is `final` nothing more comes to it."""

    __tablename__ = "rolled_day"

    day: date = Field(primary_key=True)
    computed_at: datetime = Field(sa_type=UtcDateTime)
    final: bool


FIGURES: Table = SQLModel.metadata.tables["daily_figure"]
DAYS: Table = SQLModel.metadata.tables["rolled_day"]
