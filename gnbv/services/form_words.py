"""What is wrong with a sheet, in words: Vietnamese first, English second. ``{}`` is the detail."""

import re

WORDS: dict[str, tuple[str, str]] = {
    # the workbook
    "empty_file": ("Tệp trống.", "The file is empty."),
    "missing": ("Không tìm thấy tệp.", "There is no such file."),
    "empty": ("Tệp trống.", "The file is empty."),
    "corrupt": (
        "Không đọc được tệp: không phải sổ Excel (.xlsx) hoặc đã hỏng.",
        "Not an Excel workbook (.xlsx), or damaged.",
    ),
    "password": (
        "Tệp có mật khẩu: hãy bỏ mật khẩu rồi thử lại.",
        "The workbook has a password: remove it and try again.",
    ),
    "old_excel": ("Tệp .xls đời cũ: hãy lưu lại thành .xlsx.", "An old .xls file: save it as .xlsx."),
    "too_big": ("Tệp quá lớn.", "The workbook is too big."),
    "macros": (
        "Tệp có macro: hãy lưu lại thành .xlsx không macro.",
        "The workbook has macros: save it as .xlsx without them.",
    ),
    "entities": ("Tệp có khai báo XML không an toàn.", "The file declares unsafe XML entities."),
    "no_survey": (
        "Không có trang “survey” hoặc trang trống.",
        "There is no sheet named “survey”, or it is empty.",
    ),
    "no_version": (
        "Chưa ghi số bản (cột version), hoặc mã mẫu, số bản quá dài.",
        "The version is missing, or the form's id or version is too long.",
    ),
    "texts_header": (
        "Dòng đầu phải giữ các cột sheet, row, name, kind.",
        "The first row must keep the columns sheet, row, name, kind.",
    ),
    "texts_row": (
        "Mẫu không có câu chữ này: đừng sửa các cột sheet, row, name, kind.",
        "The form has no such text: do not edit the columns sheet, row, name, kind.",
    ),
    "texts_placeholder": (
        "Bản dịch phải giữ đúng các chỗ điền: {}",
        "The translation must keep these placeholders: {}",
    ),
    "formula": (
        "Ô có công thức Excel: hãy dán lại thành giá trị.",
        "The cell holds an Excel formula: paste it as a value.",
    ),
    "sheet": ("Bảng chưa đúng: {}", "{}"),
    # what is not supported
    "public_key": (
        "Phiếu mã hoá (public_key) không dùng được: máy chủ phải kiểm tra được câu trả lời.",
        "Encrypted forms (public_key) are not supported: the server could not check sealed answers.",
    ),
    "entity_sheet": ("Không hỗ trợ trang “entities”.", "The “entities” sheet is not supported."),
    "type": ("Không hỗ trợ loại câu hỏi “{}”.", "The question type “{}” is not supported."),
    "search": (
        "Không hỗ trợ search(): hãy dùng select_one_from_file.",
        "search() is not supported: use select_one_from_file.",
    ),
    "external_app": ("Không gọi được ứng dụng khác: {}", "Other apps cannot be called: {}"),
    "last_saved": ("Không hỗ trợ last-saved.", "last-saved is not supported."),
    "xml": ("XForm không đúng: {}", "The XForm is broken: {}"),
    "list": ("Không có danh sách “{}”.", "There is no list “{}”."),
    "file": (
        "Không thấy tệp “{}” cạnh bảng, hoặc không đọc được.",
        "The file “{}” is not beside the sheet, or cannot be read.",
    ),
    "column": ("Tệp không có cột “{}”.", "The file has no column “{}”."),
    # expressions
    "function": ("Hàm “{}” không được hỗ trợ.", "The function “{}” is not supported."),
    "arguments": ("Hàm “{}”: sai số đối số.", "The function “{}” has the wrong number of arguments."),
    "nodeset": ("“{}” cần một câu hỏi, không phải một giá trị.", "“{}” needs a question, not a value."),
    "path": ("Không có câu hỏi nào ở “{}”.", "There is no question at “{}”."),
    "instance": ("Không có danh sách hay tệp “{}”.", "There is no list or file “{}”."),
    "choice_name": (
        "jr:choice-name cần một câu hỏi chọn: “{}”.",
        "jr:choice-name needs a choice question: “{}”.",
    ),
    "indexed_repeat": (
        "indexed-repeat: câu hỏi phải nằm trong nhóm lặp.",
        "indexed-repeat: the question must be inside the repeat.",
    ),
    "unexpected": ("Biểu thức sai ở “{}”.", "The expression is wrong at “{}”."),
    "brackets": ("Biểu thức thiếu hoặc thừa dấu ngoặc “{}”.", "Unbalanced bracket “{}” in the expression."),
    "axis": ("Không hỗ trợ trục XPath “{}”.", "The XPath axis “{}” is not supported."),
    "too_long": ("Biểu thức quá dài.", "The expression is too long."),
    "too_deep": ("Biểu thức lồng quá sâu.", "The expression is nested too deeply."),
    "cycle": ("Tính vòng tròn giữa: {}", "These calculations go in a circle: {}"),
    # regular expressions
    "regex_text": (
        "regex(): mẫu phải viết thẳng trong dấu nháy.",
        "regex(): the pattern must be written in quotes.",
    ),
    "regex_catastrophic": (
        "regex(): “{}” có thể làm treo máy; hãy viết mẫu đơn giản hơn.",
        "regex(): “{}” can take forever; write a simpler pattern.",
    ),
    "regex_lookbehind": ("regex(): không hỗ trợ nhìn lùi (?<=…).", "regex(): lookbehind is not supported."),
    "regex_property": ("regex(): không hỗ trợ “{}”.", "regex(): “{}” is not supported."),
    "regex_flags": ("regex(): không hỗ trợ nhóm “{}”.", "regex(): the group “{}” is not supported."),
    "regex_back_reference": (
        "regex(): không hỗ trợ tham chiếu “{}”.",
        "regex(): the reference “{}” is not supported.",
    ),
    "regex_escape": ("regex(): không hiểu “{}”.", "regex(): “{}” is not known."),
    "regex_brackets": ("regex(): thiếu hoặc thừa ngoặc “{}”.", "regex(): unbalanced “{}”."),
    "regex_quantifier": ("regex(): số lần lặp sai “{}”.", "regex(): wrong repetition “{}”."),
    "regex_class": ("regex(): tập ký tự sai “{}”.", "regex(): wrong character class “{}”."),
    "regex_depth": ("regex(): lồng quá sâu.", "regex(): nested too deeply."),
}


# What pyxform says most often, told in Vietnamese; its own English stays behind it.
_SPOKEN: tuple[tuple[str, str], ...] = (
    (r"Could not find the name '([^']+)'", "Không có câu hỏi tên “{}”."),
    (r"List name not in choices sheet: (\S+)", "Trang choices không có danh sách “{}”."),
    (r"value '([^']+)' is invalid\. Questions, groups, and repeats must be unique", "Tên “{}” bị trùng."),
    (r"Choice names must be unique()", "Một danh sách có hai lựa chọn cùng mã."),
    (r"Choices must have a name()", "Lựa chọn chưa có mã (cột name)."),
    (r"Unmatched 'begin_\w+'.* for the name '([^']+)'", "Nhóm “{}” mở mà không đóng."),
    (r"Unmatched 'end_(\w+)'", "Có dòng đóng ({}) mà không có dòng mở."),
    (r"Unknown question type '([^']+)'", "Không có loại câu hỏi “{}”."),
    (r"element named '([^']+)' has no label", "Câu hỏi “{}” chưa có nhãn."),
    (r"Missing calculation()", "Thiếu công thức ở cột calculation."),
    (r"with no name()", "Câu hỏi hoặc nhóm chưa có tên."),
    (r"'name' value is invalid\. Names must()", "Tên không hợp lệ: chỉ dùng chữ không dấu, số và gạch dưới."),
    (r"name '([^']+)' is reserved", "Tên “{}” dành riêng cho máy."),
    (
        r"choices from a repeat: .*\((.*)\)",
        "Loại này không lấy lựa chọn từ nhóm lặp ({}): hãy dùng select_one.",
    ),
    (r"not in external choices sheet: (\S+)", "Trang external_choices không có danh sách “{}”."),
    (r"Reference variables must start with()", "Tham chiếu phải viết đủ ${{tên}}."),
)


def sheet_message(spoken: str) -> str:
    """pyxform's message with a Vietnamese sentence before it."""
    for pattern, vietnamese in _SPOKEN:
        found = re.search(pattern, spoken)
        if found:
            return f"{vietnamese.format(found.group(1))} — {spoken}"
    return message("sheet", spoken)


def message(code: str, detail: str = "") -> str:
    vietnamese, english = WORDS[code]
    return f"{vietnamese.format(detail)} — {english.format(detail)}"
