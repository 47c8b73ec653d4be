"""A note of another office is told by legs of the same dossier, beside those that it corrects."""

from alembic import op

revision = "0077_told_notes"
down_revision = "0070_visits_at_once"
branch_labels = None
depends_on = None

FORMER = "uq_leg_dossier_id_kind_holder_unit_id"


def upgrade() -> None:
    op.drop_constraint(FORMER, "leg")
    op.create_unique_constraint(
        "uq_leg_agency",
        "leg",
        ["dossier_id", "kind", "holder_unit_id", "corrects_id"],
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_constraint("uq_leg_agency", "leg")
    op.create_unique_constraint(FORMER, "leg", ["dossier_id", "kind", "holder_unit_id"])
