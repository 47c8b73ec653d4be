"""Every message has a Vietnamese translation with the same placeholders."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import flask_appbuilder
import polib
import pytest

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """The messages of code and templates, ours and the framework's."""
    target = tmp_path_factory.mktemp("words") / "messages.pot"
    extract = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    extract += ["-F", "pyproject.toml", "-k", "lazy_gettext", "-o", str(target)]
    folders = ["app", str(Path(flask_appbuilder.__file__).parent)]
    subprocess.run([*extract, *folders], cwd=ROOT, check=True)
    return polib.pofile(str(target))


@pytest.fixture(scope="module")
def vietnamese() -> polib.POFile:
    return polib.pofile(str(ROOT / "translations" / "vi" / "LC_MESSAGES" / "messages.po"))


def test_every_sentence_is_translated(source: polib.POFile, vietnamese: polib.POFile) -> None:
    done = {(entry.msgctxt, entry.msgid) for entry in vietnamese if entry.translated()}
    missing = [entry.msgid for entry in source if (entry.msgctxt, entry.msgid) not in done]
    assert missing == []


def test_no_translation_is_a_guess(vietnamese: polib.POFile) -> None:
    assert [entry.msgid for entry in vietnamese.fuzzy_entries()] == []


def test_translations_have_the_places_of_their_source(vietnamese: polib.POFile) -> None:
    for entry in vietnamese.translated_entries():
        wanted = set(PLACE.findall(entry.msgid)) | set(PLACE.findall(entry.msgid_plural))
        for sentence in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not sentence or set(PLACE.findall(sentence)) <= wanted, entry.msgid


def test_wtforms_speaks_vietnamese() -> None:
    catalogue = polib.pofile(str(ROOT / "translations" / "vi" / "LC_MESSAGES" / "wtforms.po"))
    assert catalogue.untranslated_entries() == []
