"""Each slip against its list of fields: nothing is missing, cut off or overprinted."""

from __future__ import annotations

import pytest

from harness.slips.cases import CASES, EXAMPLES, Case, Example
from harness.slips.page import faults

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda each: each.name)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_slip_has_all_its_fields_and_room_for_them(case: Case, example: Example) -> None:
    assert faults(case, example) == []
