"""Folding of names for search."""

from __future__ import annotations

import unicodedata

import pytest

from gnbv.rules.names import fold, slug


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Lê Thị Đào", "le thi dao"),
        ("  Trịnh   Văn\tQuý ", "trinh van quy"),
        ("ĐẶNG Ưỡn Ễnh", "dang uon enh"),
        ("Hoà", "hoa"),
        ("Hòa", "hoa"),
        ("", ""),
    ],
)
def test_it_folds_tone_marks_case_and_spaces(name: str, folded: str) -> None:
    assert fold(name) == folded
    assert fold(unicodedata.normalize("NFD", name)) == folded


def test_it_makes_a_key_of_a_name() -> None:
    assert slug("huyện Lý Sơn") == "huyen-ly-son"
    assert slug("Trung tâm truyền thông – Văn hóa") == slug("Trung tâm Truyền thông - Văn hóa")
