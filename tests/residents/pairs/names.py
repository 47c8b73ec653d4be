"""Names and addresses of invented people of Hanoi; no list of real people."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Per mille, as surnames are distributed in the north.
SURNAMES = {
    "Nguyễn": 350, "Trần": 105, "Lê": 88, "Phạm": 70, "Hoàng": 45, "Phan": 30, "Vũ": 38,
    "Đặng": 25, "Bùi": 27, "Đỗ": 28, "Ngô": 20, "Dương": 15, "Đinh": 12, "Đào": 14, "Trịnh": 12,
    "Lý": 8, "Chu": 9, "Hà": 8, "Cao": 7, "Lưu": 7, "Tạ": 7, "Phùng": 11, "Đoàn": 9, "Vương": 6,
    "Mai": 5, "Lương": 7, "Quách": 4, "Kiều": 5, "Bạch": 3, "Khuất": 4, "Nghiêm": 4, "Đàm": 4,
    "Tô": 4, "Tống": 3, "Hồ": 6, "Thái": 3, "Vi": 2, "Ngọ": 1,
}  # fmt: skip

WOMEN = _words("""
    Hoa Hòa Hương Hường Hằng Hạnh Hà Hạ Hiền Hồng Huệ Lan Liên Liễu Loan Lý Mai Mùi Mỹ Nga Nhung
    Oanh Phương Phượng Quý Thanh Thảo Thắm Thơm Thu Thư Thủy Thúy Tuyết Vân Xuân Yến Yên Dung
    Đào Hiên Huyền Lụa Ngân Sáu Tâm Tình Vui Trang Tươi Bích Cúc
""")
MEN = _words("""
    Hùng Hưng Dũng Dụng Tuấn Tuân Sơn Hải Minh Long Đức Thắng Thăng Cường Cương Bình Bính Hòa
    Hào Khánh Quý Quỳ Quyết Thành Thanh Tiến Tú Tư Tùng Trung Việt Vinh Vượng Lâm Lân Mạnh Nam
    Nghĩa Phong Phúc Quang Quân Sỹ Thọ Toàn Trường Chiến Đạt Đông Hiếu Huy Kỳ Thủy Toản Mão
""")
GIRLS = _words("""
    Anh Ánh An Ân Chi Châu Dương Giang Hà Hân Hương Huyền Khanh Khánh Lam Lan Linh Ly Mai My Mỹ
    Nga Ngà Ngân Ngọc Nhi Như Phương Phượng Quyên Thảo Thư Thủy Thúy Trang Trâm Trà Tú Uyên Vân
    Vy Yến Diệp
""")
BOYS = _words("""
    Anh An Ân Bách Bảo Bình Dũng Duy Đăng Đạt Đức Hải Hoàng Huy Hưng Hùng Khang Khánh Khoa Khôi
    Kiên Kiệt Lâm Lân Long Minh Nam Nguyên Nhân Phong Phúc Quân Quang Sơn Thành Thiện Trí Tuấn
    Tuân Tùng Việt Vinh Vĩnh
""")
MIDDLES_OF_WOMEN = _words("""
    Minh Thu Ngọc Thanh Kim Bích Hồng Thúy Mai Phương Hoài Diệu Mỹ
""")
MIDDLES_OF_MEN = _words("""
    Đức Mạnh Quốc Xuân Đình Hữu Công Trọng Tiến Minh Ngọc Duy Quang Bá
""")
MIDDLES_OF_GIRLS = _words("""
    Minh Bảo Ngọc Khánh Hà Thảo Gia Phương Quỳnh Thùy Mai Hải Tuệ An
""")
MIDDLES_OF_BOYS = _words("""
    Minh Gia Bảo Đức Nhật Tuấn Quang Hải Đăng Anh Duy Thiên Việt Hoàng
""")

# Two people, not two spellings of one: only the diacritics differ.
NEAR_WOMEN = (
    ("Hoa", "Hòa"), ("Hòa", "Hóa"), ("Hoa", "Hóa"), ("Anh", "Ánh"), ("An", "Ân"), ("Hà", "Hạ"),
    ("Nga", "Ngà"), ("Thu", "Thư"), ("Thủy", "Thúy"), ("Yến", "Yên"), ("Phương", "Phượng"),
    ("Hương", "Hường"), ("Khánh", "Khanh"), ("Ly", "Lý"), ("Huyền", "Huyên"), ("Thao", "Thảo"),
    ("Hằng", "Hạng"), ("Ngân", "Ngần"), ("Liên", "Liễn"), ("Lan", "Lân"),
)  # fmt: skip
NEAR_MEN = (
    ("Hùng", "Hưng"), ("Dũng", "Dụng"), ("Tuấn", "Tuân"), ("Thắng", "Thăng"), ("Cường", "Cương"),
    ("Bình", "Bính"), ("Quý", "Quỳ"), ("Tú", "Tư"), ("An", "Ân"), ("Anh", "Ánh"),
    ("Khánh", "Khanh"), ("Toàn", "Toán"), ("Hòa", "Hóa"), ("Long", "Lộng"), ("Minh", "Mịnh"),
    ("Tiến", "Tiên"), ("Lâm", "Lẫm"), ("Vinh", "Vịnh"), ("Hải", "Hài"), ("Đạt", "Đát"),
)  # fmt: skip
VERY_COMMON = (
    ("Nguyễn", "Văn", "Hùng", False), ("Nguyễn", "Thị", "Hương", True),
    ("Nguyễn", "Thị", "Hoa", True), ("Nguyễn", "Văn", "Tuấn", False),
    ("Nguyễn", "Thị", "Lan", True), ("Trần", "Văn", "Hùng", False), ("Lê", "Thị", "Hương", True),
    ("Nguyễn", "Thị", "Thủy", True), ("Nguyễn", "Văn", "Dũng", False), ("Phạm", "Thị", "Hoa", True),
    ("Nguyễn", "Đức", "Anh", False), ("Nguyễn", "Minh", "Anh", True), ("Trần", "Thị", "Lan", True),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A commune of Hanoi (xã, phường, thị trấn) as divided in 2016, and its district."""

    kind: str
    commune: str
    district_kind: str
    district: str


PLACES = tuple(
    Place(*line.split("/"))
    for line in """xã/Kim Chung/huyện/Đông Anh
xã/Kim Nỗ/huyện/Đông Anh
xã/Hải Bối/huyện/Đông Anh
xã/Uy Nỗ/huyện/Đông Anh
xã/Vân Hà/huyện/Đông Anh
xã/Tản Lĩnh/huyện/Ba Vì
xã/Vân Hòa/huyện/Ba Vì
xã/Ba Trại/huyện/Ba Vì
xã/Minh Quang/huyện/Ba Vì
thị trấn/Tây Đằng/huyện/Ba Vì
xã/Phú Minh/huyện/Sóc Sơn
xã/Đa Tốn/huyện/Gia Lâm
thị trấn/Trâu Quỳ/huyện/Gia Lâm
xã/Tân Triều/huyện/Thanh Trì
xã/Sơn Đồng/huyện/Hoài Đức
xã/Cát Quế/huyện/Hoài Đức
xã/Hữu Bằng/huyện/Thạch Thất
xã/Cộng Hòa/huyện/Quốc Oai
thị trấn/Xuân Mai/huyện/Chương Mỹ
xã/Hương Sơn/huyện/Mỹ Đức
xã/Phú Túc/huyện/Phú Xuyên
xã/Võng Xuyên/huyện/Phúc Thọ
thị trấn/Phùng/huyện/Đan Phượng
phường/Phú Thịnh/thị xã/Sơn Tây
phường/Hàng Bạc/quận/Hoàn Kiếm
phường/Trúc Bạch/quận/Ba Đình
phường/Khương Đình/quận/Thanh Xuân
phường/Dịch Vọng/quận/Cầu Giấy
phường/Văn Miếu/quận/Đống Đa
phường/Phúc La/quận/Hà Đông
phường/Bồ Đề/quận/Long Biên
phường/Định Công/quận/Hoàng Mai
phường/Mễ Trì/quận/Nam Từ Liêm
phường/Cổ Nhuế 1/quận/Bắc Từ Liêm
phường/Bạch Mai/quận/Hai Bà Trưng
phường/Nhật Tân/quận/Tây Hồ""".splitlines()
)
VILLAGES = _words("""
    Bầu Đoài Đông Chợ Hạ Thượng Trung Nội
""")


def a_surname(rng: Random) -> str:
    """One surname, by its frequency."""
    return rng.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]


def a_middle(rng: Random, year: int, *, girl: bool) -> str:
    """A middle name (chữ đệm) of a person born in that year; sometimes none, or two words."""
    usual, others = ("Thị", MIDDLES_OF_WOMEN) if girl else ("Văn", MIDDLES_OF_MEN)
    if year >= 1995:
        others = MIDDLES_OF_GIRLS if girl else MIDDLES_OF_BOYS
    share = (0.78 if girl else 0.6) if year < 1985 else (0.35 if girl else 0.2)
    if rng.random() < share:
        return f"{usual} {rng.choice(others)}" if girl and rng.random() < 0.3 else usual
    return "" if rng.random() < 0.03 else rng.choice(others)


def a_given(rng: Random, year: int, *, girl: bool) -> str:
    """A given name (tên) common in that year."""
    if year < 1995:
        return rng.choice(WOMEN if girl else MEN)
    return rng.choice(GIRLS if girl else BOYS)
