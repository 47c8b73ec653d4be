"""Names and layout of the source, counted as ``tests/architecture/test_source.py`` judges them."""

from __future__ import annotations

from pathlib import Path

from app import create_app
from config import Config
from tests.architecture import test_addresses, test_source

NOWHERE = {
    "DATABASE_URL": "postgresql://mc_web@localhost/none",
    "SECRET_KEY": "no request is served",
}
"""Enough to build the application; no database is asked which addresses there are."""


def count() -> dict[str, int]:
    """Modules, gerunds among them, crowded class names, files in the root of the kernel."""
    app = create_app(config=Config.from_environment(NOWHERE))
    return {
        "modules": len(test_source.sources()),
        "gerund_modules": sum(Path(place).stem.endswith("ing") for place in test_source.sources()),
        "class_names_in_three": len(test_source.crowded_class_names()),
        "kernel_root_files": len(test_source.kernel_root()),
        "addresses_changed": len(test_addresses.gone(app)),
    }
