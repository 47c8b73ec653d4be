"""``python -m harness.papers``: the last line has the figures in one line of JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from app.dossiers.workflow import SlipKind
from app.procedures import catalogue
from harness.papers.check import faults, text_of
from harness.papers.dossiers import Paper, papers
from harness.papers.fields import fields
from harness.papers.messages import longest_message
from harness.stage import databases
from harness.stage.application import at_work_in
from harness.stage.factories import a_commune
from harness.stage.forbidden_words import forbidden_words
from harness.stage.paths import paths, paths_without_one_end

DOTS_PER_INCH = "80"


@click.command()
@click.option("--only", help="The code of one procedure.")
@click.option("--days", default=10_000, help="So many days of a till.")
@click.option("--pictures", type=click.Path(path_type=Path), help="A folder for pictures.")
def main(only: str | None, days: int, pictures: Path | None) -> None:
    """Print every paper of every procedure and compare it with the list of its fields."""
    cash = subprocess.Popen(
        [sys.executable, "-m", "harness.cash", str(days)], stdout=subprocess.PIPE, text=True
    )
    server = databases.test_server()
    with server.lease():
        template = databases.seed_template(server)
        with databases.copy_of(server, template, f"t_{os.getpid()}_papers") as database:
            app = databases.app_on(database)
            with app.app_context(), at_work_in(database):
                figures = examined(
                    papers([only] if only else catalogue.CODES, a_commune()), pictures
                )
                figures["sms_longest"] = longest_message()
    words = forbidden_words()
    sys.stderr.writelines(f"{each}\n" for each in words)
    figures |= {
        "paths": len(paths()),
        "paths_without_one_end": len(paths_without_one_end()),
        "forbidden_words": len(words),
    }
    said, _errors = cash.communicate()
    figures |= json.loads(said.splitlines()[-1])
    sys.stdout.write(json.dumps(figures) + "\n")
    wrong = ("fields_wrong", "paths_without_one_end", "forbidden_words", "cash_off")
    sys.exit(1 if any(figures[name] for name in wrong) or figures["sms_longest"] > 160 else 0)


def examined(printed: Iterable[Paper], pictures: Path | None = None) -> dict[str, int]:
    """The papers counted, with their fields; each fault is printed at once."""
    figures = dict.fromkeys(("papers", "fields_checked", "fields_wrong", "letters"), 0)
    for paper in printed:
        asked = fields().get(paper.kind, ())
        found = faults(text_of(paper.pdf), asked, paper.facts) if asked else ["no list of fields"]
        sys.stderr.writelines(f"{paper.name}: {fault}\n" for fault in found)
        figures["papers"] += 1
        figures["fields_checked"] += len(asked)
        figures["fields_wrong"] += len(found)
        figures["letters"] += paper.kind == SlipKind.WRITTEN_ANSWER
        if pictures:
            draw(paper, pictures)
    return figures


def draw(paper: Paper, folder: Path) -> None:
    """A picture of each page; the program is of poppler."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        ["pdftoppm", "-r", DOTS_PER_INCH, "-png", "-", folder / paper.name],
        input=paper.pdf,
        check=True,
    )


if __name__ == "__main__":
    main()
