"""What the generator makes before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

YEARS = (2022, 2023, 2024, 2025)


@dataclass
class PersonDraft:
    name: str
    sex: str
    birth_date: date | None
    birth_year: int
    relation: str
    ethnicity: str
    age: int
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class HouseholdDraft:
    """``kind`` says why it is in the register: poor, near_poor, petition, escaped, other."""

    village: int
    kind: str
    persons: list[PersonDraft]
    marks: frozenset[int] = frozenset()
    hamlet: str = ""
    nickname: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    classes: dict[int, str] = field(default_factory=dict)

    @property
    def head(self) -> PersonDraft:
        return next(person for person in self.persons if person.relation == "head")

    @property
    def is_listed(self) -> bool:
        return self.kind in ("poor", "near_poor", "petition")
