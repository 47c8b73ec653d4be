"""Packets are found by what is open at an agency or of a commune, answered ones by their day."""

import sqlalchemy as sa
from alembic import op

revision = "0040_open_packets"
down_revision = "0039_form_digest"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.create_index("ix_leg_open_holder", "leg", ["holder_unit_id", "state"], postgresql_where=OPEN)
    op.create_index("ix_leg_open_commune", "leg", ["commune_id", "state"], postgresql_where=OPEN)
    answered = ["holder_unit_id", sa.text("answered_at DESC NULLS FIRST")]
    op.create_index("ix_leg_holder_answered", "leg", answered)
    op.drop_index("ix_leg_holder_state_due", "leg")


def downgrade() -> None:
    op.create_index("ix_leg_holder_state_due", "leg", ["holder_unit_id", "state", "due_at", "id"])
    for name in ("ix_leg_holder_answered", "ix_leg_open_commune", "ix_leg_open_holder"):
        op.drop_index(name, "leg")
