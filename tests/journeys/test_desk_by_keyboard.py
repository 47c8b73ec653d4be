"""The desk enters a birth without a mouse, and the next citizen meets nothing of the one before."""

from __future__ import annotations

import pytest

from proofs.keyboard import CHILD, FATHER, MOST, MOTHER, enter_a_birth
from tests.journeys.conftest import Arrive, Figure
from tests.journeys.office import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_birth_is_entered_by_keyboard_and_then_a_new_citizen(
    somebody: Arrive, figure: Figure
) -> None:
    officer = somebody("motcua.kimchung")
    officer.open(f"{DESK}/")
    keys = enter_a_birth(officer.page)
    officer.examine()
    figure(f"desk_keystrokes: {keys}")
    assert keys <= MOST
    officer.page.keyboard.press("Alt+n")
    officer.page.wait_for_url("**/can-bo/mot-cua/nhap/")
    officer.does_not_see(CHILD, MOTHER, FATHER, "012345679")
