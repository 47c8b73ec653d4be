"""Where a person's numbers stand, and what the nightly removal looks through."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_personal_data"
down_revision = "0006_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dossier_person",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_person_dossier_id")
        ),
        sa.PrimaryKeyConstraint("number", "dossier_id", name=op.f("pk_dossier_person")),
    )
    op.create_index(op.f("ix_dossier_person_dossier_id"), "dossier_person", ["dossier_id"])
    op.create_table(
        "data_request",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("request_no", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dossiers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_data_request_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(op.f("ix_data_request_staff_id"), "data_request", ["staff_id"])
    op.create_index(op.f("ix_staff_id_number"), "staff", ["id_number"])
    op.create_index("ix_dossier_ended", "dossier", ["ended_at", "id"])
    op.create_index(
        "ix_message_in_words",
        "message",
        ["created"],
        postgresql_where=sa.text("facts <> '{}'::jsonb"),
    )


def downgrade() -> None:
    op.drop_index("ix_message_in_words", "message")
    op.drop_index("ix_dossier_ended", "dossier")
    op.drop_index(op.f("ix_staff_id_number"), "staff")
    op.drop_table("data_request")
    op.drop_table("dossier_person")
