"""What is known of a file beside its bytes: the scanner's word and the sum of what came."""

import sqlalchemy as sa
from alembic import op

revision = "0006_uploads"
down_revision = "0004_walls"
branch_labels = None
depends_on = None

SCANS = "scan IN ('clean', 'not_scanned', 'own')"


def upgrade() -> None:
    op.add_column("paper", sa.Column("received_sha256", sa.String(64), nullable=True))
    op.add_column("paper", sa.Column("scan", sa.String(32), nullable=True))
    op.execute("UPDATE paper SET scan = 'not_scanned' WHERE storage_key IS NOT NULL")
    op.create_check_constraint(op.f("ck_paper_scan"), "paper", SCANS)
    op.create_check_constraint(
        op.f("ck_paper_scan_of_file"), "paper", "(storage_key IS NULL) = (scan IS NULL)"
    )
    op.create_index("ix_paper_storage_key", "paper", ["storage_key"])
    op.create_index(
        "ix_packet_papers",
        "packet",
        ["papers"],
        postgresql_using="gin",
        postgresql_ops={"papers": "jsonb_path_ops"},
    )


def downgrade() -> None:
    op.drop_index("ix_packet_papers", "packet")
    op.drop_index("ix_paper_storage_key", "paper")
    op.drop_constraint(op.f("ck_paper_scan_of_file"), "paper")
    op.drop_constraint(op.f("ck_paper_scan"), "paper")
    op.drop_column("paper", "scan")
    op.drop_column("paper", "received_sha256")
