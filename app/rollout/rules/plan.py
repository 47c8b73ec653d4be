"""Plan 198/KH-UBND as data: phases, staffing needs, responsible parties."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from app.accounts.roles import Role
from app.organisation.rules import GO_LIVE


class PhaseDays(NamedTuple):
    """The dates of a phase: the plan has the months, the press the days of ``opens_on``; the others
    are ours, and provisional."""

    name: str
    lists_due: date
    accounts_from: date
    opens_on: date


PHASES: Mapping[int, PhaseDays] = MappingProxyType({
    1: PhaseDays("Giai đoạn I", date(2016, 10, 30), date(2016, 11, 1), GO_LIVE[1]),
    2: PhaseDays("Giai đoạn II", date(2016, 11, 25), date(2016, 12, 1), GO_LIVE[2]),
})  # fmt: skip


class PlannedStaffing(NamedTuple):
    """People of a role in each unit that has it."""

    at_least: int
    training: bool


NEEDS: Mapping[Role, PlannedStaffing] = MappingProxyType({
    Role.DISTRICT_LEADER: PlannedStaffing(1, training=True),
    Role.DISTRICT_OFFICE: PlannedStaffing(1, training=True),
    Role.DISTRICT_JUSTICE: PlannedStaffing(1, training=True),
    Role.DISTRICT_IT: PlannedStaffing(1, training=True),
    Role.COMMUNE_LEADER: PlannedStaffing(1, training=True),
    Role.COMMUNE_RECEPTION: PlannedStaffing(1, training=True),
    Role.COMMUNE_JUSTICE: PlannedStaffing(1, training=True),
    Role.COMMUNE_LABOUR: PlannedStaffing(1, training=True),
    # the plan does not list agencies among the trainees
    Role.POLICE: PlannedStaffing(1, training=False),
    Role.INSURANCE: PlannedStaffing(1, training=False),
})  # fmt: skip
"""The eight roles that the plan has trained, and the two agencies."""

PARTIES: Mapping[str, str] = MappingProxyType({
    "Viễn thông Hà Nội": "Đường truyền WAN (phân công tạm ghi)",
    "Viettel CHT": "Đường truyền WAN dự phòng, tin nhắn (phân công tạm ghi)",
    "Viettel IDC": "Trung tâm dữ liệu (phân công tạm ghi)",
    "Công ty TNHH TM & DVKT Nhật Cường": "Phần mềm, cơ sở dữ liệu dân cư (phân công tạm ghi)",
    "Microsoft": "Ảo hóa (phân công tạm ghi)",
    "UBND xã": "Máy tính, máy in, máy quét",
})  # fmt: skip
"""Who is responsible for which conditions. The plan names the firms; how they share the work is
ours, and provisional until the department says; administrators can change it."""
