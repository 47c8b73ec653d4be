"""Every table of the system: with this module imported, all of them are known.

The tables of a package stand in its ``models``; those of the kernel beside what they are for.
"""

from importlib import import_module
from pathlib import Path

_APP = Path(__file__).parent
_KERNEL = (
    "audit.access_log", "audit.change_log", "audit.models", "demonstration", "reference_data",
    "security.code_tries", "web.lists.saved_view", "worker.models",
)  # fmt: skip
_FOUND = sorted(file for kind in ("*/models.py", "*/models/*.py") for file in _APP.glob(kind))

MODULES = (
    *(f"app.kernel.{name}" for name in _KERNEL),
    *(
        ".".join(("app", *file.relative_to(_APP).with_suffix("").parts)).removesuffix(".__init__")
        for file in _FOUND
    ),
)
"""The modules with tables."""

for _module in MODULES:
    import_module(_module)
