"""Names and layout of the source, counted as ``tests/architecture/test_source.py`` judges them."""

from __future__ import annotations

from pathlib import Path

from harness.city.rules import Rules
from tests.architecture import test_addresses, test_source


def count() -> dict[str, int]:
    """Modules, gerunds among them, crowded class names, files in the root of the kernel."""
    return {
        "modules": len(test_source.sources()),
        "gerund_modules": sum(Path(place).stem.endswith("ing") for place in test_source.sources()),
        "class_names_in_three": len(test_source.crowded_class_names()),
        "kernel_root_files": len(test_source.kernel_root()),
        "addresses_changed": len(test_addresses.gone(Rules().app)),
    }
