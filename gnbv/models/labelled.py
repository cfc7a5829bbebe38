"""Enumerations that carry the stored key and the words for people together."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self

from sqlalchemy import Enum as SqlEnum


class Labelled(StrEnum):
    """A stored key with its Vietnamese words. English comes from the catalogue: ``gettext(member.label)``."""

    label: str

    def __new__(cls, key: str, label: str) -> Labelled:
        member = str.__new__(cls, key)
        member._value_ = key
        member.label = label
        return member

    @classmethod
    def of(cls, key: str) -> Self:
        """The member with this stored key. Raises ``ValueError``."""
        for member in cls:
            if member.value == key:
                return member
        raise ValueError(f"{key!r} is no {cls.__name__}")

    def __str__(self) -> str:
        return str(self.value)


def key_column(enum: type[Labelled]) -> SqlEnum:
    """A portable text column holding the keys of ``enum``."""

    def keys(members: Any) -> list[str]:
        return [member.value for member in members]

    return SqlEnum(enum, native_enum=False, create_constraint=False, length=40, values_callable=keys)
