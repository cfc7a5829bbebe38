"""Invented people with names, ages and ethnicity as in lowland Thọ Xuân."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from random import Random

from gnbv.demo.day import TRIAL_DAY
from gnbv.demo.drafts import PersonDraft

SURNAMES = {
    "kinh": (["Lê", "Nguyễn", "Trịnh", "Đỗ", "Hoàng", "Phạm", "Lưu", "Bùi"], [26, 20, 15, 11, 9, 8, 6, 5]),
    "muong": (["Bùi", "Phạm", "Lê", "Nguyễn"], [5, 3, 1, 1]),
    "thai": (["Hoàng", "Phạm", "Lê", "Lưu"], [4, 2, 2, 1]),
}
SHARES = {"muong": 0.04, "thai": 0.02}
MIDDLE = {
    "male": ["Văn", "Văn", "Văn", "Đình", "Xuân", "Hữu", "Đức", "Ngọc", "Bá", "Trọng", "Minh", "Quang"],
    "female": ["Thị", "Thị", "Thị", "Thị", "Thị", "Ngọc", "Thu", "Thanh", "Hồng", "Kim"],
}
GIVEN_OLD = {
    "male": ["Bảy", "Cúc", "Dậu", "Hiền", "Khoan", "Lực", "Mão", "Ngọ", "Phú", "Quý", "Sửu", "Tám", "Thìn", "Tý",
             "Vinh", "Ích", "Định", "Hoà", "Lợi", "Thụ"],
    "female": ["Ba", "Chín", "Gái", "Hợi", "Khuyên", "Lành", "Mùi", "Nhàn", "Nụ", "Sáu", "Tẻo", "Thơm", "Tuất",
               "Út", "Xuyến", "Vân", "Lựu", "Đào", "Mận", "Hiên"],
}  # fmt: skip
GIVEN = {
    "male": ["An", "Bình", "Chiến", "Cường", "Dũng", "Đạt", "Đông", "Giang", "Hải", "Hậu", "Hiếu", "Hoàn", "Huy",
             "Khánh", "Kiên", "Lâm", "Long", "Mạnh", "Nam", "Phong", "Quân", "Sơn", "Tài", "Thắng", "Tiến", "Toàn",
             "Trung", "Tuấn", "Tùng", "Việt"],
    "female": ["Anh", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hằng", "Hiền", "Hoa", "Huệ", "Hương", "Huyền", "Lan",
               "Linh", "Loan", "Mai", "My", "Nga", "Ngân", "Nguyệt", "Nhung", "Oanh", "Phương", "Quyên", "Thảo",
               "Thu", "Thuý", "Trang", "Tuyết", "Yến"],
}  # fmt: skip


class People:
    """Makes persons from one random stream; keeps heads' names apart within a village."""

    def __init__(self, rng: Random, homes: int) -> None:
        self.rng = rng
        few = [name for name, share in SHARES.items() for _ in range(round(share * homes))]
        self._ethnicities = few + ["kinh"] * (homes - len(few))
        rng.shuffle(self._ethnicities)
        self._taken: set[tuple[int, str]] = set()

    def ethnicity(self) -> str:
        """Of the next home: 94 % Kinh, 4 % Mường, 2 % Thái over the whole register."""
        return self._ethnicities.pop()

    def surname(self, ethnicity: str) -> str:
        names, weights = SURNAMES[ethnicity]
        return self.rng.choices(names, weights)[0]

    def name(self, surname: str, sex: str, age: int) -> str:
        given = self.rng.choice((GIVEN_OLD if age >= 60 else GIVEN)[sex])
        middle = "Văn" if age >= 60 and sex == "male" else "Thị" if age >= 45 and sex == "female" else None
        return f"{surname} {middle or self.rng.choice(MIDDLE[sex])} {given}"

    def birth(self, age: int) -> tuple[date | None, int]:
        """A birthday that makes ``age`` years on the trial day. One elder in eight knows the year only."""
        back = self.rng.randrange(0, 360)
        year, month = TRIAL_DAY.year - age, TRIAL_DAY.month - back // 30
        if month < 1:
            year, month = year - 1, month + 12
        day = self.rng.randint(1, min(22, monthrange(year, month)[1]))
        if age >= 65 and self.rng.random() < 0.125:
            return None, year
        return date(year, month, day), year

    def person(self, relation: str, sex: str, age: int, ethnicity: str, surname: str) -> PersonDraft:
        born, year = self.birth(age)
        return PersonDraft(self.name(surname, sex, age), sex, born, year, relation, ethnicity, age)

    def rename_if_taken(self, village: int, person: PersonDraft) -> None:
        """Two heads of one village with one name would confuse a reader of the sample; real villages have them."""
        surname = person.name.split()[0]
        while (village, person.name) in self._taken:
            person.name = self.name(surname, person.sex, person.age)
        self._taken.add((village, person.name))
