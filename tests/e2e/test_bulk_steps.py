"""An officer prepares many dossiers at once while a colleague works on one of them."""

from __future__ import annotations

import pytest

from app.dossiers.workflow import State
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing
from tests.e2e.office import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_heap_is_prepared_at_once_and_what_a_colleague_changed_is_named(
    standing: Standing, somebody: Arrive
) -> None:
    dossiers = [standing(State.ACCEPTED)[0] for _n in range(3)]
    codes = [dossier.code for dossier in dossiers]
    keys = [str(dossier.id) for dossier in dossiers]
    justice = somebody("tuphap.kimchung")
    reception = somebody("motcua.kimchung", width=375, javascript=False)

    justice.open(f"{DESK}/?hang=to_prepare")
    assert not justice.page.locator(".mc-bulk").is_visible(), "nothing is chosen yet"
    for key in keys:
        justice.page.locator(f"input[name=rowid][value^='{key}']").check()
    justice.press(".mc-bulk button[value=prepare]")
    justice.sees("Cho 3 hồ sơ cùng lúc")

    office.open_dossier(reception, codes[1])
    office.record_visit(reception, "0009999")
    justice.press("form.mc-ask .mc-formbar button")
    justice.page.wait_for_selector("form[data-go-on]", state="detached")
    justice.examine()
    justice.sees("Đã làm 2 trong 3 hồ sơ", "Người khác đã thay đổi (1)", codes[1])

    justice.press("button:text('Xem lại các hồ sơ này')")
    justice.press("form.mc-ask .mc-formbar button")
    justice.sees("Đã làm 1 trong 1 hồ sơ")
    justice.resize(375)
    justice.open(f"{DESK}/nhieu/")
    justice.sees("Lập dự thảo", "Không làm được")

    chosen = ", ".join(f"input[name=rowid][value^='{key}']" for key in keys[:2])
    reception.open("/can-bo/ho-so/list/")
    for box in reception.page.locator(chosen).all():
        box.check()
    reception.press(".mc-bulk button[value=many]")
    reception.sees("Đã chọn 2 hồ sơ")
