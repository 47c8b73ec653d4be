"""Names of persons: family name first, given name last, middle names between."""

import re
import unicodedata
from dataclasses import dataclass

from app.residents.rules.placeholder_values import says_nothing
from app.residents.rules.vietnamese_syllables import Syllable, syllable

LONGEST = 200
"""Maximum number of characters read."""
MOST_WORDS = 12


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = words_of(
    "ông bà cụ cô chú bác dì thím mợ anh chị em cháu bé con thầy mr mrs ms ong cu chau be em chi"
)
TITLES_OF_A_GIVEN_NAME = words_of("ông bà cụ cháu bé chị thầy")
"""Titles before a lone given name; "Anh Thư" and "Chú" may be names themselves."""
TITLES_NEVER_NAMES = words_of("bà cụ chị cháu")
"""Titles that are no part of any name, in whatever order its words stand."""
FAMILIES = words_of(
    "nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong li ly dinh dao doan"
    " lam mai trinh truong luong luu phung ta to chu cao quach ha kieu nghiem khuat thach lai"
    " thai tong vuong trieu la quan ton dam bach nghi ngoc ong ninh mac tang bac hua giang"
    " kim khong chau van vi tu"
)
"""Family names common in the north, without diacritics: a title is dropped only before them."""
COMMON_FAMILIES = words_of("nguyen tran le pham hoang")
COMMON_MIDDLES = words_of("van thi")
COMMON_GIVEN = words_of(
    "an anh bình chi chung cường dũng dung duy đạt đức giang hà hải hạnh hiền hiếu hoa hòa hoàn"
    " hồng hùng huy huyền hương hường hưng khánh lan liên linh loan long mai mạnh minh nam nga"
    " ngân ngọc nhung oanh phong phúc phương quân quang quyết sơn tâm thanh thành thảo thắng thu"
    " thủy thúy tiến toàn trang trung tú tuấn tùng tuyết vân việt vinh xuân yến"
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_BIRTH = re.compile(r"\b(?:sinh|sn)\b\W*(?:năm|ngày)?\W*\d.*")
_WORDS = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed name."""

    words: tuple[Syllable, ...]

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def joined(self) -> str:
        """All its words joined, so that spacing makes no difference."""
        return "".join(word.shape + word.tone for word in self.words)

    @property
    def family(self) -> Syllable:
        """Họ."""
        return self.words[0]

    @property
    def middle(self) -> tuple[Syllable, ...]:
        """Chữ đệm."""
        return self.words[1:-1]

    @property
    def given(self) -> Syllable:
        """Tên."""
        return self.words[-1]

    @property
    def has_tones(self) -> bool:
        return any(word.tone for word in self.words)

    @property
    def has_shapes(self) -> bool:
        """Whether it is written with any circumflex, breve, horn or bar."""
        return any(word.shape != word.base for word in self.words)

    @property
    def has_marks(self) -> bool:
        return self.has_tones or self.has_shapes

    @property
    def told_sex(self) -> bool | None:
        """Sex by the middle name: True for female (Thị), False for male (Văn), else None."""
        if any(word.base == "thi" for word in self.words[:-1]):
            return True
        return False if any(word.shape == "văn" for word in self.words[1:-1]) else None


def read_name(text: str) -> Name:
    """Parse a name in any spelling; empty for unreadable text."""
    marked = unicodedata.normalize("NFKC", _apart(text[:LONGEST]).lower())
    if says_nothing(marked):
        return Name(())
    outside = _BIRTH.sub(" ", _BRACKETS.sub(" ", marked))
    words = _WORDS.findall(outside) or _WORDS.findall(marked)
    return Name(tuple(map(syllable, _without_titles(words)[:MOST_WORDS])))


def _apart(text: str) -> str:
    """Split words that were written together: "NguyễnVănHùng"."""
    whole = unicodedata.normalize("NFKC", text)
    return "".join(
        f" {char}"
        if char.isupper() and whole[max(n - 2, 0) : n].islower() and whole[n + 1 : n + 2].islower()
        else char
        for n, char in enumerate(whole)
    )


def is_common(name: Name) -> bool:
    return _uncommon_words(name) == 0


def is_rare(name: Name) -> bool:
    """Whether the name is nearly unique in the city."""
    return _uncommon_words(name) >= 3


def _uncommon_words(name: Name) -> int:
    if len(name.words) < 2:
        return 0
    return (
        (name.family.base not in COMMON_FAMILIES)
        + (name.given.base not in _COMMON_GIVEN_BASES)
        + sum(word.base not in COMMON_MIDDLES and not word.is_short for word in name.middle)
    )


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > 2 and _is_title(words[0], words[1]):
        words = words[1:]
    return words[1:] if len(words) == 2 and words[0] in TITLES_OF_A_GIVEN_NAME else words


def _is_title(word: str, following: str) -> bool:
    return word in TITLES_NEVER_NAMES or (word in TITLES and _may_begin(following))


def _may_begin(word: str) -> bool:
    return word in TITLES or syllable(word).base in FAMILIES or syllable(word).is_short


_COMMON_GIVEN_BASES = frozenset(syllable(word).base for word in COMMON_GIVEN)
