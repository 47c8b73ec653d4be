"""Databases and processes of the matrix: a template, and a copy for each process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.dossiers.workflow import State
from app.kernel.row_security import sync
from devstack.postgres import Server
from harness.authorization_matrix import world
from harness.authorization_matrix.mutants import Mutant
from harness.authorization_matrix.people import PEOPLE, Person
from harness.stage import databases
from harness.stage.databases import Database, files_of
from harness.stage.mutants import mutated

_numbers = count(1)
Found = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """The template database, and its facts and files."""

    server: Server
    original: Database
    folder: Path

    def walk(
        self,
        settings: Mapping[str, Any],
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> Found:
        """One process of the matrix in its own copy.

        A mutated application is imported from its ``folder``, which comes first in the path.

        Raises:
            RuntimeError: it ended without a result.
        """
        name = f"t_{os.getpid()}_m{next(_numbers)}"
        self.server.create_database(name, self.original.name, owner=sync.OWNER)
        said = {
            "database": name,
            "server": str(self.server.root),
            "files": str(files_of(self.original)),
            "facts": str(self.folder / "facts.json"),
            "templates": str(self.folder),
            **settings,
        }
        try:
            ran = subprocess.run(
                [sys.executable, "-m", "harness.authorization_matrix.walk", json.dumps(said)],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            self.server.drop_database(name)
        if not ran.stdout.startswith("{"):
            last = "\n".join(ran.stderr.splitlines()[-12:])
            raise RuntimeError(f"the walk ended early: {settings}\n{last}")
        found: Found = json.loads(ran.stdout.splitlines()[-1])
        seconds = sum(found["seconds"].values())
        sys.stderr.write(f"{found['configuration']}: {found['calls']} calls in {seconds:.0f} s\n")
        return found

    def mutants(self, group: Sequence[Mutant]) -> Found:
        """The run of the affected users against the application with all of these mutants."""
        only = "|".join(f"({each.only})" for each in group)
        patches = [each.patch for each in group]
        with TemporaryDirectory() as folder:
            environment = mutated(patches[0], Path(folder), *patches[1:])
            return self.walk({**group[0].settings, "only": only}, environment, Path(folder))


@contextmanager
def stage(
    states: Mapping[str, tuple[State, ...]] = world.STATES, people: Sequence[Person] = PEOPLE
) -> Iterator[Stage]:
    """Build the template, for the duration of the block."""
    server = databases.test_server()
    with server.lease(), TemporaryDirectory() as folder:
        template = databases.seed_template(server)
        name = f"t_{os.getpid()}_matrix"
        with databases.copy_of(server, template, name) as original:
            world.build(original, Path(folder), states, people)
            yield Stage(server, original, Path(folder))
