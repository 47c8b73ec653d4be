"""The part of a list that waits for the reader, opened by a counter of the start page."""

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy import ColumnElement

from app.kernel.actor import Actor

WORK = "viec"


@dataclass(frozen=True)
class WorkList:
    """A named condition of a list; the address names it, and counter and list share it."""

    label: LazyString
    clause: Callable[[Actor], ColumnElement[bool]]
