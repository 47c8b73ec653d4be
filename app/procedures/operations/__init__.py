"""Writing versions: designing, publishing, loading the catalogue, shorter local limits."""

from app.procedures.operations.designing import (
    DOWN,
    UP,
    CodeTaken,
    KeyTaken,
    NoCode,
    NoKey,
    begin,
    bring_in,
    check_code,
    copy_procedure,
    discard,
    draft_from,
    move,
    move_procedure,
    place,
    settle,
)
from app.procedures.operations.loading import draft, drifted, has_drifted, load
from app.procedures.operations.local import (
    LongerThanLaw,
    check_local_limit,
    end_local_limit,
    set_local_limit,
)
from app.procedures.operations.publishing import (
    NotADraft,
    faults_of,
    hold,
    publish,
    replaced_by,
)
from app.procedures.operations.reading import Unreadable, read

__all__ = [
    "DOWN",
    "UP",
    "CodeTaken",
    "KeyTaken",
    "LongerThanLaw",
    "NoCode",
    "NoKey",
    "NotADraft",
    "Unreadable",
    "begin",
    "bring_in",
    "check_code",
    "check_local_limit",
    "copy_procedure",
    "discard",
    "draft",
    "draft_from",
    "drifted",
    "end_local_limit",
    "faults_of",
    "has_drifted",
    "hold",
    "load",
    "move",
    "move_procedure",
    "place",
    "publish",
    "read",
    "replaced_by",
    "set_local_limit",
    "settle",
]
