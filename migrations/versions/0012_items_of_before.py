"""Lists of before, item by item: about which paper or question, what to do (data only)."""

from alembic import op

revision = "0012_items_of_before"
down_revision = "0011_supplements"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        update supplement s set items = (
          select jsonb_agg(jsonb_build_object(
              'about', case
                when exists (select from procedure_paper p
                             where p.version_id = d.version_id and p.key = item ->> 'about')
                  then 'paper'
                when exists (select from procedure_question q
                             where q.version_id = d.version_id and q.key = item ->> 'about')
                  then 'field'
                else 'other' end,
              'key', item ->> 'about', 'wrong', '', 'todo', item ->> 'what') order by n)
          from jsonb_array_elements(s.items) with ordinality each (item, n)),
        answers = case when s.answered_at is null then '{}' else (
          select jsonb_object_agg(n::text, jsonb_build_object(
            'how', 'brought', 'said', '', 'at', s.answered_at))
          from jsonb_array_elements(s.items) with ordinality each (item, n)) end
        from dossier d where d.id = s.dossier_id and not s.items -> 0 ? 'todo'
        """
    )
    op.execute(
        "update dossier d set supplements_asked = asked.n from"
        " (select dossier_id, max(n) as n from supplement group by dossier_id) asked"
        " where asked.dossier_id = d.id"
    )


def downgrade() -> None:
    op.execute(
        """
        update supplement s set items = (
          select jsonb_agg(jsonb_build_object('about', item ->> 'key', 'what', item ->> 'todo')
                           order by n)
          from jsonb_array_elements(s.items) with ordinality each (item, n))
        where s.items -> 0 ? 'todo'
        """
    )
