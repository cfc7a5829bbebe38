"""A small sheet in two languages with a repeat in a repeat, and answers that a spreadsheet would run."""

from __future__ import annotations

from typing import Any

from tests.sheets import end

RUNS = '=HYPERLINK("http://x";"y")'
SURVEY = [
    {
        "type": "select_multiple yn",
        "name": "both",
        "label::Tiếng Việt (vi)": "Cả hai?",
        "label::English (en)": "Both?",
    },
    {"type": "begin_group", "name": "house", "label::Tiếng Việt (vi)": "Nhà", "label::English (en)": "House"},
    {"type": "decimal", "name": "area", "label::Tiếng Việt (vi)": "Diện tích", "label::English (en)": "Area"},
    {"type": "text", "name": "note_1", "label::Tiếng Việt (vi)": "Ghi chú", "label::English (en)": "Note"},
    {"type": "text", "name": "note_2", "label::Tiếng Việt (vi)": "Ghi chú", "label::English (en)": "Note"},
    end(),
    {
        "type": "begin_repeat",
        "name": "member",
        "label::Tiếng Việt (vi)": "Người",
        "label::English (en)": "Member",
    },
    {"type": "text", "name": "name", "label::Tiếng Việt (vi)": "Tên", "label::English (en)": "Name"},
    {
        "type": "begin_repeat",
        "name": "trip",
        "label::Tiếng Việt (vi)": "Chuyến",
        "label::English (en)": "Trip",
    },
    {"type": "integer", "name": "days", "label::Tiếng Việt (vi)": "Ngày", "label::English (en)": "Days"},
    end("repeat"),
    end("repeat"),
]
CHOICES = [
    {"list_name": "yn", "name": "yes", "label::Tiếng Việt (vi)": "Có", "label::English (en)": "Yes"},
    {"list_name": "yn", "name": "no", "label::Tiếng Việt (vi)": "Không", "label::English (en)": "No"},
]
ANSWERS: dict[str, Any] = {
    "both": "yes no",
    "house": {"area": "-3.5", "note_1": RUNS, "note_2": "<script>alert(1)</script>"},
    "member": [
        {"_id": "a1", "name": "Lò Văn Thử", "trip": [{"_id": "t1", "days": "3"}, {"_id": "t2", "days": "4"}]},
        {"_id": "a2", "name": "+84", "trip": []},
    ],
}  # fmt: skip
