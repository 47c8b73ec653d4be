"""Names by the hundred thousand; everybody's middle name is “Mẫu” (sample)."""

from __future__ import annotations

from random import Random

from app.kernel.text.folding import fold


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SURNAMES = _words("""
    Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Phùng Tạ
    Chu Khuất Vương Kiều Cấn Quách Lương Mai Tô Hà Cao
""")
GIVEN = _words("""
    An Anh Bách Bảo Bình Châu Chi Cường Dũng Duy Dương Đan Đạt Diệp Điệp Đức Giang Hà Hân
    Hạnh Hiếu Hoa Hoàng Huy Hùng Hương Kiên Khánh Khoa Khôi Lam Lan Lâm Linh Loan Long Ly
    Mai Minh My Nam Nga Ngân Ngọc Nguyên Nhật Nhi Như Phong Phúc Phương Quân Quang Quỳnh
    Sơn Tâm Thảo Thắng Thịnh Thu Thư Thủy Tiến Trang Trí Trung Tú Tuấn Tuệ Uyên Vân Việt
    Vinh Xuân Yến
""")
_FOLDED = {word: fold(word) for word in (*SURNAMES, *GIVEN)}


def family(rng: Random, n: int) -> dict[str, str]:
    """The child, its parents and contact data; the n-th family has the n-th phone number."""
    name, first, last = rng.choice(SURNAMES), rng.choice(GIVEN), rng.choice(GIVEN)
    child = f"{name} Mẫu {first} {last}"
    return {
        "child": child,
        "child_upper": child.upper(),
        "child_folded": f"{_FOLDED[name]} mau {_FOLDED[first]} {_FOLDED[last]}",
        "mother": f"{rng.choice(SURNAMES)} Mẫu {rng.choice(GIVEN)}",
        "father": f"{name} Mẫu {rng.choice(GIVEN)}",
        "phone": f"09{n:08d}",
        "identity": f"0011{n:08d}",
    }
