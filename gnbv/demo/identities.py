"""Citizen and phone numbers that cannot exist, sealed like real ones."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

from gnbv.services import sealing


class Identities:
    """Counts through the range 000…; no such citizen number and no such phone number is ever given out."""

    def __init__(self, first: int) -> None:
        self._citizens = count(first)
        self._phones = count(first)

    def citizen(self, person_id: UUID, age: int) -> dict[str, Any]:
        """Columns of a person. Children under six have no card yet."""
        number = f"000{next(self._citizens):09d}"
        if age < 6:
            return {"citizen_number_sealed": None, "citizen_number_hash": None}
        place = f"person/{person_id}/citizen_number"
        return {
            "citizen_number_sealed": sealing.seal(place, number.encode()),
            "citizen_number_hash": sealing.look_up_hash(number),
        }

    def phone(self, household_id: UUID) -> dict[str, Any]:
        """Columns of a household."""
        number = f"0000{next(self._phones):06d}"
        return {
            "phone_sealed": sealing.seal(f"household/{household_id}/phone", number.encode()),
            "phone_hash": sealing.look_up_hash(number),
        }
