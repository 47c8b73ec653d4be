"""SQL conditions over the roles of people, for the policies of every package."""

from app.accounts.roles import Role
from app.kernel.row_security.conditions import WHOLE_CITY, holds, in_units, managed, own, there

ADMINISTERS = holds(Role.CITY_ADMIN)
"""The user administers the whole system."""
SUPERVISES = holds(Role.CITY_ADMIN, Role.CITY_JUSTICE, Role.DISTRICT_JUSTICE, Role.DISTRICT_IT)
"""Roles that supervise the accesses and changes of a unit (``roles.SUPERVISOR``)."""
OVERSEES = (
    f"({SUPERVISES} and ({in_units('unit_id', 'mc_reads')} or {managed('unit_id')}"
    f" or {WHOLE_CITY} or {ADMINISTERS}))"
)
READS_COMPLAINTS = holds(
    Role.COMMUNE_LEADER,
    Role.DISTRICT_LEADER,
    Role.DISTRICT_OFFICE,
    Role.DISTRICT_JUSTICE,
    Role.CITY_JUSTICE,
)
"""Leads or oversees; no officer of the desk, whom a complaint may be about."""
LEADS_COMMUNE = f"({holds(Role.COMMUNE_LEADER)} and {own('unit_id')})"
STANDS_IN = (
    "(mc_stands_in(stands_for_id, unit_id, staff_id)"
    " and mc_is_deputy_chairman(staff_id, unit_id, during))"
)
OF_MY_DEPUTY = (
    f"(stands_for_id is not null and role = '{Role.COMMUNE_LEADER}'"
    " and mc_leads(stands_for_id, unit_id))"
)
"""A leader appoints a deputy during an absence (``accounts.operations.deputies``)."""
CLEARED = (
    f"(case when stands_for_id is not null then {STANDS_IN} else"
    " mc_cleared(staff_id, unit_id, role, coalesce(lower(during), '-infinity')) end)"
)
"""A posting needs list, training and phase; a leader's deputy needs none of them."""
_LEADS_HERE = f"({holds(Role.COMMUNE_LEADER, Role.DISTRICT_LEADER)} and {own('head_unit_id')})"
HANDS_OVER = (
    "(staff_id <> (select mc_staff()) and (given_by is null or given_by <> (select mc_staff()))"
    f" and ({_LEADS_HERE} or (head_unit_id is null and {ADMINISTERS})))"
)
"""The head of the unit gives a sealed slip to its person; ``mc_open_slip`` looks closer."""


def everywhere_or(condition: str) -> str:
    """Those who administer the whole system see every row, others those of the condition.

    For rows of units: the administrator has all of them, and a comparison of each row with hundreds
    of units takes longer than the rest of the statement.
    """
    return f"({ADMINISTERS} or {condition})"


def holds_in_district(role: Role, column: str) -> str:
    """The user has the role in the district of the column."""
    mine = there("unit", f"{own('there.id')} and there.district_id = {column}")
    return f"({holds(role)} and {mine})"
