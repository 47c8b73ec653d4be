"""What the database knows of roles, and when they changed."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.roles import Reach, Role
from app.kernel.db import Base, checked, stored
from app.kernel.row_security.grants import READ, Granted


class RoleReach(Base):
    """Facts of a role, synced from ``roles.py`` for row-level security (phạm vi của vai trò)."""

    __tablename__ = "role_reach"
    __is_catalogue__ = True
    __without_rows__ = "how far each of the twelve roles reaches"
    __granted__ = Granted(web=READ)

    role: Mapped[Role] = mapped_column(stored(Role), primary_key=True)
    reads: Mapped[Reach] = mapped_column(stored(Reach))
    manages: Mapped[Reach] = mapped_column(stored(Reach))
    needs_clearance: Mapped[bool]
    """Whether a posting in the role needs the plan of the roll-out, or a waiver."""

    __table_args__ = (checked("role", Role), checked("reads", Reach), checked("manages", Reach))


class ChangeCounter(Base):
    """A counter of permission changes (bộ đếm thay đổi quyền); a single row.

    Read with each session, so that every process knows when its cached permissions are stale.
    """

    __tablename__ = "permission_version"
    __without_rows__ = "one number"
    __granted__ = Granted(worker=READ)
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[int]
