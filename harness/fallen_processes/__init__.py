"""What somebody reaches who runs any statement in the database as a process that serves people.

``python -m harness.fallen_processes`` runs every attempt of ``web.py`` as ``mc_web`` and of
``public.py`` as ``mc_public``, with all that the process holds, and counts what came of it as the
owner of the database sees it. The last line is one JSON object.
"""

from harness.fallen_processes.public import public_figures
from harness.fallen_processes.web import web_figures

__all__ = ["public_figures", "web_figures"]
