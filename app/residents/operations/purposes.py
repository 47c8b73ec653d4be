"""The purposes of look-ups, written where the database can look them up."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert

from app.residents.models import LookupPurpose
from app.residents.rules.purposes import PURPOSES


def write_purposes(connection: Connection) -> None:
    """Tell the database what each purpose may be answered; for its owner, at each migration.

    The web process may not write this: how much is told is not its to change.
    """
    connection.execute(delete(LookupPurpose))
    rows = [{"code": code, "fields": [*facts.fields]} for code, facts in PURPOSES.items()]
    connection.execute(insert(LookupPurpose), rows)
