"""What row-level security leans on: the key of scopes, how far roles reach, doors of dossiers."""

import sqlalchemy as sa
from alembic import op

revision = "0004_walls"
down_revision = "0003_owed_since"
branch_labels = None
depends_on = None

REACH = "('nothing', 'unit', 'district', 'city')"
ROLES = (
    "city_admin", "city_justice", "district_leader", "district_office", "district_justice",
    "district_it", "commune_leader", "commune_reception", "commune_justice", "commune_labour",
    "police", "insurance",
)  # fmt: skip


def upgrade() -> None:
    op.execute("create table scope_key (key bytea not null)")
    op.execute("insert into scope_key values (gen_random_bytes(32))")
    op.create_table(
        "role_reach",
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("reads", sa.String(length=32), nullable=False),
        sa.Column("manages", sa.String(length=32), nullable=False),
        sa.CheckConstraint(f"role IN {ROLES}", name=op.f("ck_role_reach_role")),
        sa.CheckConstraint(f"reads IN {REACH}", name=op.f("ck_role_reach_reads")),
        sa.CheckConstraint(f"manages IN {REACH}", name=op.f("ck_role_reach_manages")),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_role_reach")),
    )
    op.add_column("dossier", sa.Column("door_hash", sa.LargeBinary(), nullable=True))


NO_POLICIES = """
do $$
declare
  each record;
begin
  for each in select tablename, policyname from pg_policies where schemaname = 'public' loop
    execute format('drop policy %I on %I', each.policyname, each.tablename);
  end loop;
  for each in select relname from pg_class
    where relnamespace = 'public'::regnamespace and relrowsecurity loop
    execute format('alter table %I disable row level security, no force row level security',
      each.relname);
  end loop;
end $$
"""


def downgrade() -> None:
    op.execute(NO_POLICIES)
    op.drop_column("dossier", "door_hash")
    op.drop_table("role_reach")
    op.execute("drop table scope_key")
