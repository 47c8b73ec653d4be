"""Malicious files, sent through the public form: none runs, kills a worker, or leaks metadata."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.kernel.db import transaction
from harness.crash.citizens import families
from harness.crash.web_server import serving
from harness.malicious_files import chromium, senders
from harness.stage import databases
from harness.stage.hostile_files import leaks
from harness.stage.hostile_files.corpus import corpus

WORKERS = 4


def measure() -> dict[str, Any]:
    """Send all of them to a test system; check what was stored; open it in Chromium."""
    with databases.own_database("hostile") as database:
        return _measured(databases.filler_of(database), database)


def _measured(app: Any, database: databases.Database) -> dict[str, Any]:
    files, store = list(corpus()), databases.files_of(database)
    with serving(database, app.config, workers=WORKERS) as web:
        with app.app_context(), transaction():
            people = families(app, web.port, -(-len(files) // senders.FILES_EACH))
        workers = web.workers()
        with senders.Watch(workers) as watch:
            sent = senders.send(people, files, database)
        kept = [each.kept for each in sent if each.kept]
        with TemporaryDirectory() as folder:
            address = f"http://127.0.0.1:{web.port}"
            guilty, control = chromium.ran(address, kept, store, Path(folder))
        crashed = len(set(workers) - set(web.workers()))
    tales = {
        each.hostile.label: found
        for each in sent
        if each.kept
        for found in [
            leaks.told(store / each.kept.storage_key[:2] / each.kept.storage_key, each.kept.mime)
        ]
        if found
    }
    return {
        "hostile_files": len(sent),
        "hostile_refused": sum(each.kept is None for each in sent),
        "hostile_kept_clean": len(kept),
        "hostile_ran": len(guilty),
        "hostile_metadata_left": len(tales),
        "crashed_workers": crashed,
        "hostile_server_errors": sum(each.status >= 500 for each in sent),
        "hostile_statuses": dict(Counter(str(each.status) for each in sent)),
        "hostile_control_ran": control,
        "hostile_longest_seconds": round(max(each.seconds for each in sent), 1),
        "hostile_longest": max(sent, key=lambda each: each.seconds).hostile.label,
        "hostile_worker_mb": watch.worker_mb,
        "hostile_child_mb": watch.child_mb,
        "hostile_found": {kept[n].file_name: "ran" for n in guilty} | tales,
    }
