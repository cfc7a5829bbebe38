"""Names of people and places: how they are folded for searching."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case without tone marks and with ``đ`` as ``d``, runs of spaces made one: "Lê Thị Đào" → "le thi dao"."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(char for char in bare if not unicodedata.combining(char)).split())


def slug(text: str) -> str:
    """A short ASCII key of a name: "huyện Lý Sơn" → "huyen-ly-son"."""
    return "-".join(
        "".join(char if char.isascii() and char.isalnum() else " " for char in fold(text)).split()
    )
