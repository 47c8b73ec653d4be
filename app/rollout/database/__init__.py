"""What the database knows of the roll-out: who is cleared, how ready a commune is."""

from app.accounts.conditions import ADMINISTERS
from app.accounts.roles import Role
from app.kernel.row_security.functions import Function, declared
from app.organisation.models import UnitKind
from app.rollout.models.staff_lists import ListState

_EVIDENCE = (
    "posting", "staff", "staff_list", "staff_list_line", "attendance", "training_class",
    "training_course", "site_condition", "readiness_decision", "sms_check", "public_notice",
    "assisted_point", "assisted_duty", "opening", "unit", "rollout_phase", "rollout_need",
)  # fmt: skip
_VERSION = "sum(hashtid(t.ctid)::bigint * 31 + t.xmin::text::bigint)::text"
"""Another one as soon as a row is added, written or deleted; of ten thousand rows in 2 ms."""
_VERSIONS = ",\n    ".join(f"(select {_VERSION} from {table} t)" for table in _EVIDENCE)  # noqa: S608  # our own names

FUNCTIONS = (
    *declared(beside=__file__, words=(ListState, Role, UnitKind)),
    Function(
        "mc_evidence_version",
        "() returns text language plpgsql stable",
        f"""
begin
  return case when coalesce(mc_city(), false) or coalesce({ADMINISTERS}, false)
    or coalesce(nullif(current_setting('role'), 'none'), session_user) in ('mc_worker', 'mc_loader')
  then md5(concat_ws(' ',
    {_VERSIONS},
    (select sum(u.id) filter (where u.active)::text from ab_user u),
    (select sum(u.id) filter (where u.last_login is not null)::text from ab_user u),
    (select {_VERSION} from dossier t where t.is_rehearsal),
    (select {_VERSION} from leg t where t.is_rehearsal),
    (select {_VERSION} from slip t join dossier d on d.id = t.dossier_id where d.is_rehearsal)
  )) end;
end
""",  # noqa: S608  # our own names
        guarded=True,
    ),
)
