"""Operations on versions: editing, publishing, loading the catalogue, shorter local limits."""

from app.procedures.operations.catalogue_seed import draft, drifted, has_drifted, load
from app.procedures.operations.drafts import (
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
from app.procedures.operations.import_file import Unreadable, read
from app.procedures.operations.local_limits import (
    LongerThanLaw,
    check_local_limit,
    end_local_limit,
    set_local_limit,
)
from app.procedures.operations.publication import NotADraft, faults_of, hold, publish, replaced_by

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
