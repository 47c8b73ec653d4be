"""The practice space: whose session is in it, and which rows belong to it."""

import sqlalchemy as sa
from alembic import op

revision = "0034_practice"
down_revision = "0033_rollout"
branch_labels = None
depends_on = None

TABLES = ("session", "draft", "leg", "handover_sheet", "slip", "message", "daily_counter")
BOOKS = (
    "birth", "death", "marriage", "guardianship", "guardianship_end", "recognition", "change",
    "marital_status", "extract", "certified", "other",
)  # fmt: skip
WAITING = (
    ("ix_dossier_waiting", ("due_at", "submitted_at", "id", "commune_id")),
    ("ix_dossier_waiting_commune", ("commune_id", "due_at", "submitted_at", "id")),
)
SHOWN = ("state", "visit_at", "declarant_signed_at", "owed_since", "intake_due_at")
OPEN = (
    "state IN ('accepted', 'at_agencies', 'prepared', 'ready', 'registered', 'submitted',"
    " 'supplementing', 'to_sign') OR owed_since IS NOT NULL"
)


def upgrade() -> None:
    """No rehearsal was made before, so all that stands there is none."""
    for table in TABLES:
        op.add_column(
            table, sa.Column("practice", sa.Boolean(), nullable=False, server_default="false")
        )
        op.alter_column(table, "practice", server_default=None)
    op.drop_constraint(op.f("pk_daily_counter"), "daily_counter")
    op.create_primary_key(
        op.f("pk_daily_counter"), "daily_counter", ["commune_id", "day", "practice"]
    )
    op.drop_constraint(op.f("uq_handover_sheet_commune_id_year_n"), "handover_sheet")
    op.create_unique_constraint(
        op.f("uq_handover_sheet_commune_id_practice_year_n"),
        "handover_sheet",
        ["commune_id", "practice", "year", "n"],
    )
    _allow_books((*BOOKS, "practice"))
    op.drop_constraint(op.f("uq_entry_dossier_id_kind"), "entry")
    op.create_index(
        "uq_entry_dossier_id_kind",
        "entry",
        ["dossier_id", "kind"],
        unique=True,
        postgresql_where=sa.text("kind <> 'practice'"),
    )
    op.create_index(op.f("ix_entry_dossier_id"), "entry", ["dossier_id"])
    _show_of_waiting((*SHOWN, "practice"))
    op.create_index(
        "ix_dossier_practice", "dossier", ["commune_id"], postgresql_where=sa.text("practice")
    )


def downgrade() -> None:
    """Only where no rehearsal is left."""
    op.drop_index("ix_dossier_practice", table_name="dossier")
    _show_of_waiting(SHOWN)
    op.drop_index(op.f("ix_entry_dossier_id"), table_name="entry")
    op.drop_index("uq_entry_dossier_id_kind", table_name="entry")
    op.create_unique_constraint(op.f("uq_entry_dossier_id_kind"), "entry", ["dossier_id", "kind"])
    _allow_books(BOOKS)
    op.drop_constraint(op.f("uq_handover_sheet_commune_id_practice_year_n"), "handover_sheet")
    op.create_unique_constraint(
        op.f("uq_handover_sheet_commune_id_year_n"), "handover_sheet", ["commune_id", "year", "n"]
    )
    op.drop_constraint(op.f("pk_daily_counter"), "daily_counter")
    op.create_primary_key(op.f("pk_daily_counter"), "daily_counter", ["commune_id", "day"])
    for table in (*TABLES, "packet"):
        for policy in ("mc_see", "mc_add", "mc_change", "mc_remove"):
            op.execute(f"drop policy if exists {policy} on {table}")  # they ask for the column
    for table in reversed(TABLES):
        op.drop_column(table, "practice")


def _allow_books(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(repr(kind) for kind in kinds)
    for table in ("book", "counter", "entry"):
        op.drop_constraint(op.f(f"ck_{table}_kind"), table)
        op.create_check_constraint(op.f(f"ck_{table}_kind"), table, f"kind IN ({listed})")


def _show_of_waiting(columns: tuple[str, ...]) -> None:
    for name, keys in WAITING:
        op.drop_index(name, table_name="dossier")
        op.create_index(
            name,
            "dossier",
            list(keys),
            postgresql_include=list(columns),
            postgresql_where=sa.text(OPEN),
        )
