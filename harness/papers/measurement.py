"""Every paper that is printed, each message, each way through a form, and the words of all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from app.dossiers.workflow import SlipKind
from app.procedures import catalogue
from harness.papers.check import faults, text_of
from harness.papers.dossiers import Paper, papers
from harness.papers.fields import fields
from harness.papers.messages import longest_message
from harness.stage.application import own_application
from harness.stage.factories import a_commune
from harness.stage.forbidden_words import forbidden_words
from harness.stage.paths import paths, paths_without_one_end

DOTS_PER_INCH = "80"


def measure(only: str = "", pictures: str = "") -> dict[str, int]:
    """Print every paper of every procedure and compare it with the list of its fields.

    ``only``: the code of one procedure; ``pictures``: a folder for pictures.
    """
    with own_application("papers"):
        printed = papers([only] if only else catalogue.CODES, a_commune())
        figures = examined(printed, Path(pictures) if pictures else None)
        figures["sms_longest"] = longest_message()
    words = forbidden_words()
    sys.stderr.writelines(f"{each}\n" for each in words)
    return figures | {
        "paths": len(paths()),
        "paths_without_one_end": len(paths_without_one_end()),
        "forbidden_words": len(words),
    }


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
