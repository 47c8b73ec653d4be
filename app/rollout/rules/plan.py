"""Plan 198/KH-UBND as data: phases, staffing needs, responsible parties."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from app.accounts.roles import Role
from app.organisation.rules import GO_LIVE


class PhaseDays(NamedTuple):
    """The dates of a phase; only ``opens_on`` is from the plan, the others are ours."""

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
    "Viễn thông Hà Nội": "Đường truyền WAN",
    "Viettel CHT": "Đường truyền WAN dự phòng, tin nhắn",
    "Viettel IDC": "Trung tâm dữ liệu",
    "Công ty TNHH TM & DVKT Nhật Cường": "Phần mềm, cơ sở dữ liệu dân cư",
    "Microsoft": "Ảo hóa",
    "UBND xã": "Máy tính, máy in, máy quét",
})  # fmt: skip
"""Who is responsible for which conditions (Kế hoạch 198); administrators can change it."""
