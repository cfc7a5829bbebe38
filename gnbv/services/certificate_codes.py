"""The code of a certificate: as people read and type it, and as the QR code that a camera reads."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import segno


def grouped(code: str) -> str:
    """``7KQ2-M9XT-4HBD``: as people read and type it."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def size(address: str) -> int:
    """How many squares wide the QR code of ``address`` is, without the quiet zone around it."""
    return len(_matrix(address))


def path(address: str) -> str:
    """The dark squares as one line of the breadth of a square (SVG), a run of them in a row as one piece."""
    return "".join(
        f"M{start} {y}.5h{length}" for y, row in enumerate(_matrix(address)) for start, length in _runs(row)
    )


@lru_cache(maxsize=4)
def _matrix(address: str) -> tuple[bytes, ...]:
    # Medium: a paper is folded and gets wet, and the address must stay small enough for cheap cameras.
    return tuple(bytes(row) for row in segno.make_qr(address, error="m").matrix)


def _runs(row: bytes) -> list[tuple[int, int]]:
    found, at = [], 0
    for dark, squares in groupby(row):
        length = len(list(squares))
        if dark:
            found.append((at, length))
        at += length
    return found
