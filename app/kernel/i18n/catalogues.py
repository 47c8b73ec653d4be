"""Translation catalogues outside a request: compiled when stale, used by the commands.

The repository holds ``.po`` only. ``make run`` prints Vietnamese unless ``LANGUAGE`` asks for
English.
"""

import gettext
import os
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parents[3] / "translations"


def compile_stale() -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; returns the files written."""
    written = []
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parts[-3])
        half = compiled.with_suffix(f".{os.getpid()}")
        with half.open("wb") as stream:
            write_mo(stream, catalogue)
        half.rename(compiled)
        written.append(compiled)
    return written


def sentence(text: str) -> str:
    return _translations().gettext(text)


@cache
def _translations() -> gettext.NullTranslations:
    compile_stale()
    language = "en" if os.environ.get("LANGUAGE", "").startswith("en") else "vi"
    return gettext.translation("messages", FOLDER, languages=[language], fallback=True)
