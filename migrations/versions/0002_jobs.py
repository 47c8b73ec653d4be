"""The job queue of procrastinate, and the counters of the rate limiter.

The queue's tables are procrastinate's own (its schema of version 3.10, kept beside this folder);
an update of the library that changes them brings its own revision.
"""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0002_jobs"
down_revision = "0001_tables"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parents[1] / "procrastinate_3_10.sql"


def upgrade() -> None:
    raw: Any = op.get_bind().connection.driver_connection
    raw.execute(SCHEMA.read_bytes())
    op.execute(
        "create unlogged table rate_limit ("
        " key text primary key, n integer not null, expires timestamptz not null)"
    )


def downgrade() -> None:
    op.execute("drop table rate_limit")
    op.execute(
        "drop table procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs,"
        " procrastinate_workers cascade"
    )
    op.execute(
        "do $$ declare f record; begin"
        " for f in select oid::regprocedure::text as name from pg_proc"
        " where proname like 'procrastinate%' loop execute 'drop function ' || f.name; end loop; end $$"
    )
    op.execute(
        "drop type procrastinate_job_status, procrastinate_job_event_type,"
        " procrastinate_job_to_defer_v1"
    )
