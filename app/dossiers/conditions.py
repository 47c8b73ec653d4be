"""SQL conditions over a dossier and the packets of its legs, and the trigger of their states."""

from app.accounts.roles import Role
from app.dossiers.workflow import Action
from app.kernel.row_security.conditions import WHOLE_CITY, Rows, holds, in_units, own, there
from app.kernel.row_security.triggers import Trigger

THE_DOSSIER = "(select mc_dossier())"
"""The one whose citizen this is."""
THE_DRAFT = "(select mc_draft())"
"""The one that this browser holds."""
MY_DRAFT = f"id = {THE_DRAFT}"

# the subquery is itself subject to the policy of the related table
OF_A_DOSSIER = f"({WHOLE_CITY} or {there('dossier', 'there.id = dossier_id')})"
OF_MY_DOSSIER = there(
    "dossier",
    f"there.id = dossier_id and ({own('there.commune_id')} or there.id = {THE_DOSSIER})",
)
OF_A_LEG = f"(leg_id is not null and {there('leg', 'there.id = leg_id')})"
OF_MY_LEG = (
    "(leg_id is not null and "
    + there("leg", f"there.id = leg_id and {own('there.holder_unit_id')}")
    + ")"
)
DOSSIER_PART = Rows.written(OF_A_DOSSIER, OF_MY_DOSSIER)
URGES = (
    f"(action = '{Action.URGE}' and leg_id is null"
    f" and {holds(Role.DISTRICT_LEADER, Role.DISTRICT_JUSTICE)} and "
    + there("dossier", f"there.id = dossier_id and {in_units('there.commune_id', 'mc_reads')}")
    + ")"
)
"""The only event the district may add to a dossier is urging the commune."""
OF_THE_LEG_BESIDE = (
    "there.id = deadline_pause.subject_id and there.dossier_id = deadline_pause.dossier_id"
)
"""The leg whose clock a ledger row is about, within the dossier that the row names."""


def moved_by_steps(subject: str) -> Trigger:
    """Its state changes only with a journal entry of the workflow in the same transaction."""
    return Trigger(
        "mc_told",
        "AFTER UPDATE OF state",
        f"mc_refuse_untold_move('{subject}')",
        each="ROW WHEN (((old.state)::text IS DISTINCT FROM (new.state)::text))",
        at_commit=True,
    )
