"""The whole schema; the revisions that led to it are in the history, the last at commit 53d303f3."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0096_rollout_reports"
down_revision = None
branch_labels = None
depends_on = None

HERE = Path(__file__).parents[1]
SCHEMA = (HERE / "procrastinate_3_10.sql", HERE / "first.sql")
"""The job queue's tables are procrastinate's own; an update of it needs its own revision."""

NOTHING = """
do $$
declare
  each record;
begin
  for each in select oid::regclass::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r'
    and relname <> 'alembic_version' loop
    execute format('drop table %s cascade', each.name);
  end loop;
  for each in select oid::regprocedure::text as name from pg_proc
    where pronamespace = 'public'::regnamespace and proname like 'procrastinate%' loop
    execute format('drop function %s', each.name);
  end loop;
  drop type procrastinate_job_status, procrastinate_job_event_type, procrastinate_job_to_defer_v1;
end $$
"""


def upgrade() -> None:
    raw: Any = op.get_bind().connection.driver_connection
    for file in SCHEMA:
        raw.execute(file.read_bytes())


def downgrade() -> None:
    op.execute(NOTHING)
