"""Roles in the words of Plan 198 and of the districts, with any dash and usual abbreviations."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache

from flask_babel import force_locale

from app.accounts.roles import ROLES, Role, sits_in
from app.kernel.text.folding import fold
from app.rollout.rules.plan import NEEDS

ROLES_LISTED = tuple(NEEDS)
"""The eight roles of the plan, police and insurance."""
_SIGNS = re.compile(r"[\W_]+")
_WRITTEN_OUT: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(rf"\b(?:{short})\b"), words)
    for short, words in (
        ("(?:ld|lao dong) ?tb ?(?:va )?xh|lao dong thuong binh (?:va )?xa hoi", "lao-dong"),
        ("tp ?ht|tu phap (?:va )?ho tich", "ho-tich"),
        ("cntt|cong nghe thong tin", "cntt"),
        ("bhxh|bao hiem xa hoi", "bhxh"),
        ("ca|cong an", "cong-an"),
        ("vp|van phong", "van-phong"),
        ("bo phan mot cua|mot cua lien thong|mot cua", "mot-cua"),
        ("(?:bo phan )?tiep nhan (?:ho so )?(?:va )?tra ket qua|tiep nhan ho so", "mot-cua"),
        ("ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan", " "),
        ("can bo|cong chuc|chuyen vien|cb|cc|cv|va|cap", " "),
    )
)
_LEVELS: Mapping[str, str] = {
    "huyen": "district", "quan": "district", "thi xa": "district",
    "xa": "commune", "phuong": "commune", "thi tran": "commune",
}  # fmt: skip
_LEVEL = re.compile(r"\b(thi xa|thi tran|huyen|quan|xa|phuong)\b")
_SPOKEN: Mapping[str, tuple[Role, ...]] = {
    "lanh dao": (Role.DISTRICT_LEADER, Role.COMMUNE_LEADER),
    "lanh dao phu trach mot-cua": (Role.COMMUNE_LEADER,),
    "van-phong": (Role.DISTRICT_OFFICE,),
    "phong tu phap": (Role.DISTRICT_JUSTICE,),
    "tu phap": (Role.DISTRICT_JUSTICE, Role.COMMUNE_JUSTICE),
    "cntt": (Role.DISTRICT_IT,),
    "chuyen trach cntt": (Role.DISTRICT_IT,),
    "phu trach cntt": (Role.DISTRICT_IT,),
    "mot-cua": (Role.COMMUNE_RECEPTION,),
    "mot-cua linh vuc tu phap": (Role.COMMUNE_RECEPTION,),
    "mot-cua tu phap": (Role.COMMUNE_RECEPTION,),
    "ho-tich": (Role.COMMUNE_JUSTICE,),
    "lao-dong": (Role.COMMUNE_LABOUR,),
    "cong-an": (Role.POLICE,),
    "bhxh": (Role.INSURANCE,),
}
"""What is left of the words for a role without “cán bộ”, “UBND” and the level."""


@cache
def role_words() -> Mapping[Role, str]:
    """Vietnamese labels of roles, as in the file, for every user."""
    with force_locale("vi"):
        return {role: str(ROLES[role].label) for role in ROLES_LISTED}


@lru_cache(maxsize=2000)
def find_roles(text: str, kind: str | None) -> tuple[Role, ...]:
    """The roles that the words may mean in a unit of this kind; empty if they mean none.

    Several only where the words depend on the unit, and the unit is not known.
    """
    folded = fold(text)
    labels = role_words().items()
    exact = next((role for role, said in labels if folded in {fold(said), role.value}), None)
    if exact is not None:
        return (exact,)
    words, level = _core(folded)
    meant = _SPOKEN.get(words, ())
    meant = _narrowed(meant, lambda role: _is_of(role, level)) if level else meant
    return _narrowed(meant, lambda role: sits_in(role, kind)) if kind else meant


def _core(folded: str) -> tuple[str, str | None]:
    """What is left of the words without their level, and the level."""
    words = _SIGNS.sub(" ", folded)
    for pattern, written_out in _WRITTEN_OUT:
        words = pattern.sub(written_out, words)
    level = _LEVEL.search(words)
    return " ".join(_LEVEL.sub(" ", words).split()), _LEVELS[level[1]] if level else None


def _is_of(role: Role, level: str) -> bool:
    return sits_in(role, "commune") is (level == "commune")


def _narrowed(roles: Sequence[Role], test: Callable[[Role], bool]) -> tuple[Role, ...]:
    """The roles that pass; all when none does, so that the refusal can name one."""
    return tuple(filter(test, roles)) or tuple(roles)
