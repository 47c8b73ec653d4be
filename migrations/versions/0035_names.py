"""Tables and columns named by what they hold: nothing but names changes."""

from alembic import op

revision = "0035_names"
down_revision = "0034_practice"
branch_labels = None
depends_on = None

COLUMNS = (
    ("dossier", "version", "row_version"),
    ("dossier", "version_id", "procedure_version_id"),
    ("draft", "done", "completed_sections"),
    ("slip", "says", "content_sha256"),
    ("slip", "tells_of", "report_date"),
    ("slip", "n", "number_in_year"),
    ("message", "to", "recipient"),
    ("message", "once", "idempotency_key"),
    ("message", "why", "failure_reason"),
)
CONSTRAINTS = (
    ("dossier", "fk_dossier_version_id", "fk_dossier_procedure_version_id"),
    ("slip", "uq_slip_commune_id_kind_year_n", "uq_slip_commune_id_kind_year_number_in_year"),
    ("message", "uq_message_once", "uq_message_idempotency_key"),
)
INDEXES = (("ix_dossier_version_id", "ix_dossier_procedure_version_id"),)


def upgrade() -> None:
    """Functions, triggers and policies are written anew afterwards, by ``row_security.sync``."""
    for table, old, new in COLUMNS:
        op.alter_column(table, old, new_column_name=new)
    for table, old, new in CONSTRAINTS:
        op.execute(f"alter table {table} rename constraint {old} to {new}")
    for old, new in INDEXES:
        op.execute(f"alter index {old} rename to {new}")


def downgrade() -> None:
    """The same the other way round."""
    for old, new in reversed(INDEXES):
        op.execute(f"alter index {new} rename to {old}")
    for table, old, new in reversed(CONSTRAINTS):
        op.execute(f"alter table {table} rename constraint {new} to {old}")
    for table, old, new in reversed(COLUMNS):
        op.alter_column(table, new, new_column_name=old)
