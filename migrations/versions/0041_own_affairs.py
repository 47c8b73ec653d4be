"""Lists keep who wrote them: those people do not decide on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0041_own_affairs"
down_revision = "0040_open_packets"
branch_labels = None
depends_on = None

WRITERS = """
update staff_list set writers = array(
  select distinct a.staff_id from audit_entry a join staff_list_line l on l.id::text = a.key
  where a.subject = 'staff_list_line' and l.list_id = staff_list.id and a.staff_id is not null
  union select e.by_id from staff_list_event e  -- a file's rows have no line of their own in the log
  where e.list_id = staff_list.id and e.action = 'bring_in' and e.by_id is not null
)
"""


def upgrade() -> None:
    column = sa.Column(
        "writers",
        postgresql.ARRAY(sa.Uuid()),
        server_default=sa.text("'{}'"),
        nullable=False,
    )
    op.add_column("staff_list", column)
    op.alter_column("staff_list", "writers", server_default=None)
    op.execute(WRITERS)
    op.execute("drop trigger if exists mc_not_too_early on posting")
    op.execute("drop function if exists mc_refuse_too_early")


def downgrade() -> None:
    op.execute("alter table staff_list drop column writers cascade")  # with the policy that asks it
