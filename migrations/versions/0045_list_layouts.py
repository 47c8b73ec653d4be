"""Files of people keep their own columns, what those were taken for, and the last validation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045_list_layouts"
down_revision = "0044_credentials"
branch_labels = None
depends_on = None

SHEETS = """
update staff_list_upload set
  columns = '[[true, ["full_name", "unit", "role", "title", "phone", "id_number", "note"]]]',
  sheets = jsonb_build_array(jsonb_build_object(
    'name', '', 'hidden', false, 'hidden_columns', '[]'::jsonb,
    'heads', '["Họ và tên", "Đơn vị công tác", "Vai trò", "Chức danh", "Điện thoại di động",
      "Số CMND/CCCD", "Ghi chú"]'::jsonb,
    'rows', coalesce((
      select jsonb_agg(jsonb_build_array(r -> 0, false, '[]'::jsonb, r - 0) order by at)
      from jsonb_array_elements(rows) with ordinality as of_file(r, at)), '[]'::jsonb)))
"""
"""What came before was laid out as the template."""
OTHER_LAYOUTS = """
delete from staff_list_upload where columns <>
  '[[true, ["full_name", "unit", "role", "title", "phone", "id_number", "note"]]]'
"""
ROWS = """
update staff_list_upload set rows = coalesce((
  select jsonb_agg(jsonb_build_array(r -> 0) || (r -> 3) order by at)
  from jsonb_array_elements(sheets -> 0 -> 'rows') with ordinality as of_file(r, at)), '[]'::jsonb)
"""


def upgrade() -> None:
    for name in ("sheets", "columns", "judgement"):
        op.add_column("staff_list_upload", sa.Column(name, postgresql.JSONB()))
    op.execute(SHEETS)
    for name in ("sheets", "columns"):
        op.alter_column("staff_list_upload", name, nullable=False)
    op.drop_column("staff_list_upload", "rows")
    op.execute("drop function if exists mc_known_people")


def downgrade() -> None:
    op.execute(OTHER_LAYOUTS)
    op.add_column("staff_list_upload", sa.Column("rows", postgresql.JSONB()))
    op.execute(ROWS)
    op.alter_column("staff_list_upload", "rows", nullable=False)
    for name in ("judgement", "columns", "sheets"):
        op.drop_column("staff_list_upload", name)
    op.execute("drop function if exists mc_known_people")
