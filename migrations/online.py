"""Changes of large tables while a city works; how releases follow one another stands in
``docs/how-to/change-a-table.md``.
"""

from typing import Any

from alembic import op


def create_index(name: str, table: str, columns: list[Any], **more: Any) -> None:
    """Create an index beside whoever reads and writes, for as long as it takes.

    It commits what was before it and is not undone with it, so it stands alone in its revision.
    What an attempt that broke off has left, unusable but in the way, is removed first.
    """
    patience = op.get_bind().exec_driver_sql("show lock_timeout").scalar_one()
    with op.get_context().autocommit_block():
        op.execute("set lock_timeout = 0")  # it waits for others, but nobody waits for it
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(name, table, columns, postgresql_concurrently=True, **more)
        op.execute(f"set lock_timeout = '{patience}'")
