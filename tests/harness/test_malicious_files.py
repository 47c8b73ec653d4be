"""The proof that hostile files stop nobody, reduced."""

from __future__ import annotations

import pytest

from harness.malicious_files import availability


@pytest.mark.slow
def test_the_site_answers_while_hostile_files_are_sent() -> None:
    found = availability.measure(kinds=12, files=40)
    assert found["spoilt_files"] == 52
    assert found["workers_lost"] == 0
    assert found["slowest_probe_ms"] < 1000, found
