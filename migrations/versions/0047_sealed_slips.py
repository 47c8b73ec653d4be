"""The secret of an account goes to its person: who wrote a telephone down, and sealed slips."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047_sealed_slips"
down_revision = "0046_no_account_lock"
branch_labels = None
depends_on = None

PHONE_WRITERS = """
update staff set phone_writers = array(
  select distinct a.staff_id from audit_entry a
  where a.subject = 'staff' and a.key = staff.id::text and a.staff_id is not null
    and a.action in ('add', 'edit') and a.fields ? 'phone'
)
"""
SUBMITTERS = """
update staff_list set writers = array(
  select unnest(writers)
  union select e.by_id from staff_list_event e
  where e.list_id = staff_list.id and e.action = 'submit' and e.by_id is not null
)
"""
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    column = sa.Column(
        "phone_writers",
        postgresql.ARRAY(sa.Uuid()),
        server_default=sa.text("'{}'"),
        nullable=False,
    )
    op.add_column("staff", column)
    op.alter_column("staff", "phone_writers", server_default=None)
    op.execute(PHONE_WRITERS)
    op.execute(SUBMITTERS)
    op.create_table(
        "sealed_slip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("full_name", sa.String(120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("head_unit_id", sa.Integer()),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("words", postgresql.JSONB(), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by", sa.Uuid()),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("opened_by", sa.Uuid()),
        sa.Column("token_hash", sa.LargeBinary()),
        sa.CheckConstraint("purpose IN ('activate', 'reset')", name=op.f("ck_sealed_slip_purpose")),
        *(
            sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_sealed_slip_{name}"))
            for name, to in KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_slip")),
    )
    for name in KEYS:
        op.create_index(op.f(f"ix_sealed_slip_{name}"), "sealed_slip", [name])


KEYS = {
    "user_id": "ab_user.id",
    "staff_id": "staff.id",
    "unit_id": "unit.id",
    "head_unit_id": "unit.id",
    "given_by": "staff.id",
    "opened_by": "staff.id",
}


def downgrade() -> None:
    op.drop_table("sealed_slip")
    op.execute("drop trigger if exists mc_phone_writers on staff")
    op.execute("drop trigger if exists mc_submitter on staff_list")
    op.drop_column("staff", "phone_writers")
