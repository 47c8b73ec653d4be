"""The stock application of the bench shows our table as it is."""

from __future__ import annotations

import json
import subprocess
import sys

from flask_appbuilder import Model

import app.models  # noqa: F401  all tables

COLUMNS = """
import json
from harness.bench.stock.app import Dossier, Procedure, Unit
tables = [each.__table__ for each in (Dossier, Procedure, Unit)]
print(json.dumps({each.name: each.columns.keys() for each in tables}))
"""


def test_its_tables_have_no_column_that_ours_lack() -> None:
    """In a process of its own: its classes share names and registry with ours."""
    told = subprocess.run([sys.executable, "-c", COLUMNS], stdout=subprocess.PIPE, check=True)
    shown = json.loads(told.stdout)
    assert shown.keys() == {"dossier", "procedure_version", "unit"}
    for table, columns in shown.items():
        assert {*columns} <= {*Model.metadata.tables[table].columns.keys()}
