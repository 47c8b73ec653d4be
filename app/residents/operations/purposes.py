"""Sync of look-up purposes with the database."""

from sqlalchemy import Connection, delete, insert

from app.residents.models.lookups import LookupPurpose
from app.residents.rules.purposes import PURPOSES


def write_purposes(connection: Connection) -> None:
    """Write the permitted fields of each purpose; run by the database owner at each migration.

    The web process may not write this table, because it decides which data is returned.
    """
    connection.execute(delete(LookupPurpose))
    rows = [{"code": code, "fields": [*facts.fields]} for code, facts in PURPOSES.items()]
    connection.execute(insert(LookupPurpose), rows)
