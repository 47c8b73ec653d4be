"""Reports and kept counts in a copy of a stored city, in which offices go on working."""

from __future__ import annotations

import os
from typing import Any

from harness.bench.cluster import app_on, city_of
from harness.reports.issued_reports import issue_months
from harness.reports.kept_counts import count_after_steps
from harness.stage import databases
from harness.stage.application import Client, at_work_in


def measure(dossiers: int = 100_000, steps: int = 1_500) -> dict[str, Any]:
    with (
        city_of(dossiers) as city,
        databases.copy_of(city.server, city.name, f"t_{os.getpid()}_reports") as database,
        databases.disposed(app_on(database)) as app,
        app.app_context(),
        at_work_in(database),
        database.connect() as line,
    ):
        app.test_client_class = Client
        return {**issue_months(line), **count_after_steps(line, steps)}
