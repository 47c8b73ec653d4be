"""Numbers of identity in the dossiers that were there before the database noted them (data only)."""

from alembic import op

revision = "0010_numbers_of_before"
down_revision = "0008_personal_data"
branch_labels = None
depends_on = None

NUMBER = "^([0-9]{9}|[0-9]{12}|[A-Z]{1,2}[0-9]{6,8})$"


def upgrade() -> None:
    for table, key in (("dossier", "id"), ("revision", "dossier_id")):
        op.execute(
            f"insert into dossier_person (number, dossier_id)"  # noqa: S608  # words of this file
            f" select distinct said.value, {table}.{key} from {table},"
            f" jsonb_each_text({table}.answers) said where said.value ~ '{NUMBER}'"
            " on conflict do nothing"
        )


def downgrade() -> None:
    op.execute("delete from dossier_person")
