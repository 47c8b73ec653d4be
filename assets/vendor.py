"""Bring what we take from others into ``app/static/vendor``, with a checksum for every file.

Only somebody who updates a font or GOV.UK Frontend runs this; the copies are committed, so that
nobody else needs Node. In this folder::

    npm ci --ignore-scripts
    pip install -r requirements.txt
    python vendor.py            copies, compiles, writes manifest.sha256
    python vendor.py --check    only compares the copies with the manifest
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
VENDOR = HERE.parent / "app" / "static" / "vendor"
MANIFEST = HERE / "manifest.sha256"

WEIGHTS = (400, 600)
DIGITS = range(ord("0"), ord("9") + 1)


def main() -> int:
    """Copy everything, or check the copies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the manifest only")
    if parser.parse_args().check:
        return check()
    if not MODULES.is_dir():
        sys.exit("Run `npm ci --ignore-scripts` in this folder first.")
    copy_text_fonts()
    cut_figures()
    copy_viewer()
    copy_uploader()
    copy_licences()
    compile_stylesheet()
    MANIFEST.write_text(manifest())
    sys.stdout.write(f"{len(manifest().splitlines())} files in {VENDOR}\n")
    return 0


def check() -> int:
    """Name every difference between the copies and the manifest."""
    known, found = (set(text.splitlines()) for text in (MANIFEST.read_text(), manifest()))
    for line in sorted(known ^ found):
        sys.stderr.write(f"{'missing or changed' if line in known else 'not expected'}: {line}\n")
    return int(known != found)


def manifest() -> str:
    """One line for each vendored file, in the form of ``sha256sum``."""
    files = sorted(path for path in VENDOR.rglob("*") if path.is_file())
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(VENDOR).as_posix()}\n"
        for path in files
    )


def copy_text_fonts() -> None:
    """Be Vietnam Pro, Vietnamese and Latin, two weights."""
    (VENDOR / "fonts").mkdir(parents=True, exist_ok=True)
    for subset in ("vietnamese", "latin"):
        for weight in WEIGHTS:
            name = f"be-vietnam-pro-{subset}-{weight}"
            source = MODULES / f"@fontsource/be-vietnam-pro/files/{name}-normal.woff2"
            shutil.copyfile(source, VENDOR / f"fonts/{name}.woff2")


def cut_figures() -> None:
    """The ten tabular digits of Inter, as "MC Figures": 2 kB each; the same bytes every time."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    for weight in WEIGHTS:
        font = TTFont(
            MODULES / f"@fontsource/inter/files/inter-latin-{weight}-normal.woff2",
            recalcTimestamp=False,
        )
        options = subset.Options(flavor="woff2", layout_features=["tnum"])
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=DIGITS)
        cutter.subset(font)
        subset.save_font(font, str(VENDOR / f"fonts/mc-figures-{weight}.woff2"), options)


def copy_viewer() -> None:
    """PDF.js without its own viewer: what draws a page, and what reads the file beside it."""
    (VENDOR / "pdfjs").mkdir(exist_ok=True)
    for name in ("pdf.min.mjs", "pdf.worker.min.mjs"):
        shutil.copyfile(MODULES / "pdfjs-dist/build" / name, VENDOR / "pdfjs" / name)


def copy_uploader() -> None:
    """tus-js-client: uploads that go on after a broken line."""
    (VENDOR / "tus").mkdir(exist_ok=True)
    shutil.copyfile(MODULES / "tus-js-client/dist/tus.min.js", VENDOR / "tus/tus.min.js")


def copy_licences() -> None:
    """The licence texts travel with what they cover."""
    for package, name in (
        ("@fontsource/be-vietnam-pro/LICENSE", "be-vietnam-pro.OFL.txt"),
        ("@fontsource/inter/LICENSE", "inter.OFL.txt"),
        ("pdfjs-dist/LICENSE", "pdfjs.Apache-2.0.txt"),
        ("tus-js-client/LICENSE", "tus-js-client.MIT.txt"),
    ):
        (VENDOR / "licences").mkdir(exist_ok=True)
        shutil.copyfile(MODULES / package, VENDOR / "licences" / name)


def compile_stylesheet() -> None:
    """govuk.css, from the parts and colours that govuk.scss names."""
    sass = str(MODULES / ".bin" / "sass")
    quiet = ("--style=compressed", "--no-source-map", "--quiet-deps")
    target = str(VENDOR / "govuk.css")
    subprocess.run(
        [sass, "--load-path=node_modules", *quiet, "govuk.scss", target], cwd=HERE, check=True
    )


if __name__ == "__main__":
    sys.exit(main())
