"""``python -m harness.bench 1000000 [seed]``: make a city, or say what the kept one holds."""

from __future__ import annotations

import json
import sys
import time

from harness.bench.cluster import city_of
from harness.bench.dossier_patterns import TABLES


def main(rows: int, seed: int = 1) -> None:
    """Make it and count it: one line of JSON."""
    started = time.monotonic()
    with city_of(rows, seed) as database, database.connect() as connection:
        seconds = round(time.monotonic() - started, 1)
        counts = connection.execute(
            "select relname, reltuples::bigint from pg_class where oid = any(%s::regclass[])",
            [list(TABLES)],
        ).fetchall()
        size = connection.execute("select pg_database_size(current_database())").fetchall()
    found = {"seconds": seconds, "megabytes": size[0][0] >> 20, "rows": dict(counts)}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
