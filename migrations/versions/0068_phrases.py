"""Stock phrases of communes."""

import sqlalchemy as sa
from alembic import op

revision = "0068_phrases"
down_revision = "0066_numbers_searched"
branch_labels = None
depends_on = None

TABLE = "stock_phrase"
KINDS = "'missing', 'to_do', 'reason', 'sent_back', 'note'"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("procedure_id", sa.Integer, nullable=True),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_stock_phrase_kind")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stock_phrase_unit_id")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_stock_phrase_procedure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_phrase")),
    )
    op.create_index("ix_stock_phrase_unit_id_kind", TABLE, ["unit_id", "kind"])
    op.create_index(op.f("ix_stock_phrase_procedure_id"), TABLE, ["procedure_id"])


def downgrade() -> None:
    op.drop_table(TABLE)
