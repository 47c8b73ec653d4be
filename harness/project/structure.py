"""Names and layout of the source, counted as ``tests/architecture/test_source.py`` judges them."""

from __future__ import annotations

from pathlib import Path

from harness.city.rules import Rules
from tests.architecture import test_addresses, test_kernel, test_source


def count() -> dict[str, int]:
    """Modules, gerunds, crowded class names; files in the root of the kernel, words of rooms."""
    return {
        "modules": len(test_source.sources()),
        "gerund_modules": sum(Path(place).stem.endswith("ing") for place in test_source.sources()),
        "class_names_in_three": len(test_source.crowded_class_names()),
        "kernel_root_files": len(test_source.kernel_root()),
        "kernel_domain_words": len(test_kernel.kernel_domain_words()),
        "addresses_changed": len(test_addresses.gone(Rules().app)),
    }
