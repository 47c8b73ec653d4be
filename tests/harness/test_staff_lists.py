"""Lists as districts lay them out: every row becomes what was written beforehand."""

from __future__ import annotations

import pytest

from app.accounts.roles import Role
from app.organisation.models import UnitKind
from harness.rollout import layout_run
from harness.stage.factories.people import AnOfficer
from harness.stage.factories.places import agency
from harness.stage.factories.staff_lists import a_list
from harness.stage.staff_list_layouts import LAYOUTS, Layout

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_row_becomes_what_was_written_beforehand(layout: Layout) -> None:
    district = AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))
    staff_list = a_list(district.staff.unit, district)
    assert layout_run.mistakes(layout, staff_list, district) == []
