"""Why a pack is refused, in both languages. The places stay as they are written in the file."""

from __future__ import annotations

import re

from gnbv.services.form_words import WORDS

_VIETNAMESE: tuple[tuple[str, str], ...] = (
    (r"is missing", "thiếu"),
    (r"a file is always illustrative.*", "tệp luôn là minh họa; chỉ hai người xác nhận mới thành chính thức"),
    (r"is a whole number, or null when not known", "là số nguyên, hoặc để trống khi chưa biết"),
    (r"is a whole number, or empty when not known", "là số nguyên, hoặc để trống khi chưa biết"),
    (r"are numbered 1, 2, 3 … in order", "đánh số 1, 2, 3 … theo thứ tự"),
    (r"is one of (.+)", "phải là một trong: {}"),
    (r"is not among the dimensions", "không có trong các chiều"),
    (r"needs vi and en", "cần cả tiếng Việt (vi) và tiếng Anh (en)"),
    (r"there is no question, setting or function (.+) here", "không có câu hỏi, tham số hay hàm “{}”"),
    (r"the sheet has no question (.+)", "mẫu phiếu không có câu “{}”"),
    (r"is written twice", "bị trùng"),
    (r"has another shape than a pack", "không đúng khuôn của bộ chuẩn"),
    (r"extends a pack that is not here: (.+)", "dựa trên bộ chuẩn không có ở đây: {}"),
    (r"not a mapping", "không phải bộ chuẩn"),
    (r"there is no form (.+) to check it with", "chưa có mẫu phiếu “{}” để kiểm tra"),
    (r"may not use anchors", "không được dùng neo và bí danh YAML"),
    (r"holds a formula: (.+)", "ô {} có công thức: hãy dán lại thành giá trị"),
)


def reason(text: str, locale: str) -> str:
    """One reason in the language of the reader; what has no words of ours stays as it is."""
    code, _, detail = text.partition(": ")
    if code in WORDS:
        return WORDS[code][locale == "en"].format(detail)
    if locale == "en":
        return text
    for pattern, words in _VIETNAMESE:
        found = re.fullmatch(pattern, text)
        if found:
            return words.format(*found.groups())
    return text
