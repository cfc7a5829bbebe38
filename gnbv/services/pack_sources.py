"""What somebody confirms: a document by number and file, and values that are there at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gnbv.errors import Invalid
from gnbv.models import PackConfirmation
from gnbv.rules.b1_table import is_complete

LONGEST_SOURCE = 200
HASH = re.compile(r"[0-9a-f]{64}")


def check_source(source: str, fingerprint: str, given: list[PackConfirmation]) -> None:
    """Both people name one document and, when they have its file, the same file."""
    if not source or len(source) > LONGEST_SOURCE:
        raise Invalid(
            "source_missing",
            "Chưa ghi số văn bản. Chưa có gì thay đổi. Ghi số văn bản đã đối chiếu rồi xác nhận lại.",
            "The document's number is missing. Nothing was changed. Write which document you compared, then confirm.",
        )
    if fingerprint and not HASH.fullmatch(fingerprint):
        raise Invalid(
            "hash_wrong",
            "Mã tệp phải đủ 64 chữ số và chữ a–f. Chưa có gì thay đổi. Chọn tệp văn bản để máy tự tính mã.",
            "The file's hash has 64 hexadecimal digits. Nothing was changed. Choose the file and it is computed for you.",
        )
    hashes = {one.source_sha256 for one in given if one.source_sha256}
    if fingerprint and hashes and fingerprint not in hashes:
        raise Invalid(
            "hash_differs",
            "Tệp này khác tệp mà người xác nhận trước đã đối chiếu. Chưa có gì thay đổi. Hai người cần cùng một tệp.",
            "This is not the file that the first person compared. Nothing was changed. Both need the same file.",
        )
    if given and given[0].source_number != source:
        raise Invalid(
            "source_differs",
            f"Người xác nhận trước đối chiếu với {given[0].source_number}. Chưa có gì thay đổi. "
            "Hai người cần cùng một văn bản.",
            f"The first person compared with {given[0].source_number}. Nothing was changed. "
            "Both need the same document.",
        )


def check_values(data: Mapping[str, Any], component: str) -> None:
    """What is still empty cannot be official."""
    is_empty = (component == "rule" and any(lines["b1_max"] is None for lines in data["areas"].values())) or (
        component == "b1" and not is_complete(data["b1"], data["areas"])
    )
    if component == "quick":
        is_empty = not data.get("quick", {}).get("items")
    if is_empty:
        raise Invalid(
            "values_missing",
            "Phần này còn trống số liệu chính thức. Chưa có gì thay đổi. Nhập đủ từ văn bản rồi mới xác nhận.",
            "This part still lacks its official values. Nothing was changed. Enter them from the document first.",
        )
