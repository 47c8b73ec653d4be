"""``python -m harness NAME``: one proof, whose last line is one JSON object with its figures.

Without a name all proofs of each change. ``PARTS="seals search"`` measures these parts alone,
``rows=1000`` gives a size; figures of other sizes than the usual are not recorded.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import click

from config import VAR
from harness import figures_page
from harness.proof import Proof, When
from harness.registry import PROOFS, WITHIN_SECONDS
from harness.runner import Record, Runner, part_command
from harness.stage.commit import commit_of
from harness.stage.databases import ROOT


@click.command()
@click.argument("words", nargs=-1)
@click.option("--again", is_flag=True, help="Run also what ended well on this commit.")
def main(words: tuple[str, ...], *, again: bool) -> None:
    """WORDS: names of proofs, and sizes as ``name=value``; ``list`` and ``figures`` tell of all."""
    sizes = dict(word.split("=", 1) for word in words if "=" in word)
    names = [word for word in words if "=" not in word]
    if names == ["list"]:
        click.echo(listed())
    elif names == ["figures"]:
        figures_page.write(Record.of(_kept(), *_commit()[:1]))
    else:
        sys.exit(_prove(names, sizes, again=again))


def listed() -> str:
    """All proofs, one a line."""
    return "\n".join(
        f"{each.name:15} {each.when.value:16} {each.minutes:3} min  {each.promise}"
        for each in PROOFS.values()
    )


def _prove(names: list[str], sizes: dict[str, str], *, again: bool) -> int:
    proofs = [PROOFS[n] for n in names] or [
        each for each in PROOFS.values() if each.when is When.EACH_CHANGE
    ]
    commit, changed = _commit()
    usual = not sizes and not changed
    path = _kept() if usual else _kept().with_name("proofs-tried.json")
    record = Record.of(path, commit, continued=usual and not again)
    only = os.environ.get("PARTS", "").replace(",", " ").split()
    begun = time.monotonic()
    Runner(record, part_command(sizes), VAR / "proofs").run(proofs, only)
    seconds = round(time.monotonic() - begun)
    return _told(record, proofs, seconds, changed=changed)


def _told(record: Record, proofs: list[Proof], seconds: int, *, changed: bool) -> int:
    """Print what came out; 1 if a bar was missed or a part failed."""
    told = {proof.name: record.figures(proof) for proof in proofs}
    record.write(told)
    failed = [name for name, said in told.items() if "error" in said]
    for name in failed:
        click.echo(f"{name}: {told[name]['error']}; logs in {VAR / 'proofs'}")
    late = len(proofs) > 1 and seconds > WITHIN_SECONDS
    if len(proofs) == 1:
        last = told[proofs[0].name]
    else:
        last = {"proofs": len(told), "failed": len(failed), "seconds": seconds}
        click.echo(f"seconds: {seconds}, at most {WITHIN_SECONDS}" if late else "")
    last = last | {"commit": record.commit} | ({"changed": True} if changed else {})
    click.echo(json.dumps(last, ensure_ascii=False))
    return int(bool(failed) or late)


def _kept() -> Path:
    return VAR / "proofs.json"


def _commit() -> tuple[str, bool]:
    return commit_of(ROOT)


if __name__ == "__main__":
    main()
