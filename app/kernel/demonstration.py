"""The business clock of the demonstration, kept with its data; production has none."""

from datetime import date

from flask import Flask
from sqlalchemy import Connection, Row, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.db import Base, db
from app.kernel.row_security.grants import READ, Granted

PASSWORD = "ho-so-lien-thong-198"  # noqa: S105  # printed on every start; the demonstration only
ADMINISTRATORS = ("quantri", "quantri2", "sotuphap")
OF_DISTRICTS = "cntt.%"
"""User names of its most privileged accounts, which production refuses with that password."""
FIRST_DAY = date(2016, 12, 5)
"""A Monday of Plan 198: phase one is open, phase two opens ten days later."""


class Demonstration(Base):
    """The day on which the demonstration was made, really and in its story (bản trình diễn)."""

    __tablename__ = "demonstration"
    __is_catalogue__ = True
    __granted__ = Granted(web=READ)

    made_on: Mapped[date] = mapped_column(primary_key=True)
    first_day: Mapped[date]


def begin(app: Flask) -> None:
    """Fix the first business day with the data: ``DEMO_TODAY``, or the usual one.

    Called once, when the demonstration is made; the shift then stays the same every day.
    """
    first_day = app.config["DEMO_TODAY"] or FIRST_DAY
    made_on = clock.local(clock.real_now()).date()
    db.session.add(Demonstration(made_on=made_on, first_day=first_day))
    clock.pretend_today_is(first_day)


def set_clock(app: Flask) -> None:
    """Shift the business clock of this process as the data say, unless ``DEMO_TODAY`` is given."""
    if app.config["ENVIRONMENT"] == "production" or app.config["DEMO_TODAY"]:
        return
    with app.app_context():
        with db.engine.connect() as connection:
            made = _kept(connection)
        db.engine.dispose()  # forked processes open their own connections
    if made:
        clock.shift_by(made.first_day - made.made_on)


def _kept(connection: Connection) -> Row[date, date] | None:
    """The row; none before the first migration, and where no demonstration was loaded."""
    if not inspect(connection).has_table(Demonstration.__tablename__):
        return None
    return connection.execute(select(Demonstration.first_day, Demonstration.made_on)).first()
