"""Reference data that nearly every page needs, kept by each process until a row of it changes.

A table says ``__is_reference_data__ = True``; a trigger then gives ``reference_version`` a new
value with each statement that writes to it, in the same transaction. Each request reads the value
when it proves who asks (``row_security.request_scope``): nothing is kept longer than it is true.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import CheckConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Base, db
from app.kernel.row_security import request_scope
from app.kernel.row_security.grants import READ, Granted

MOST_KEPT = 256
Arguments = TypeVarTuple("Arguments")
Found = TypeVar("Found")


class ReferenceVersion(Base):
    """The version of the reference data (phiên bản dữ liệu dùng chung): a random value, one row."""

    __tablename__ = "reference_version"
    __is_catalogue__ = True
    __granted__ = Granted(web=READ)
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[UUID] = mapped_column(Uuid)


def kept(load: Callable[[*Arguments], Found]) -> Callable[[*Arguments], Found]:
    """Decorate a query of reference data alone that returns immutable values.

    It is asked anew outside of requests, for people who have proved nothing, and once the
    transaction may have written reference data. A step is thus taken by one calendar, whatever
    else it writes.
    """

    @lru_cache(MOST_KEPT)
    def known(_version: UUID, *arguments: *Arguments) -> Found:
        return load(*arguments)

    @wraps(load)
    def read(*arguments: *Arguments) -> Found:
        version = request_scope.reference_version(db.session())
        return load(*arguments) if version is None else known(version, *arguments)

    return read
