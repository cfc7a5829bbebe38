"""Reads a plan file and says of every fault where it stands: the path inside the file and the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from gnbv.errors import Invalid
from gnbv.services.plan_import_shape import check

MAX_BYTES = 4 * 1024 * 1024
MAX_SHOWN = 20
MAX_DEPTH = 40
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Problem:
    """A fault: ``path`` as ``tasks[3].due_dates[0]``, ``line`` counted from 1."""

    path: str
    line: int | None
    vi: str
    en: str

    def place(self, word: str) -> str:
        where = self.path or "/"
        return where if self.line is None else f"{where} ({word} {self.line})"


@dataclass
class _Faults:
    root: yaml.Node
    found: list[Problem] = field(default_factory=list)

    def add(self, path: tuple[str | int, ...], vi: str, en: str) -> None:
        self.found.append(Problem(_text(path), _line(self.root, path), vi, en))


def read(text: str | bytes) -> dict[str, Any]:
    """The content of a plan file, complete and well-shaped. Raises ``Invalid`` with the places and reasons."""
    if len(text) > MAX_BYTES:
        raise refuse([Problem("", None, "tệp lớn hơn 4 MB", "the file is larger than 4 MB")])
    loader = None
    try:
        _walk_safely(text)
        loader = _Loader(text)
        root = loader.get_single_node()
        if not isinstance(root, yaml.MappingNode):
            raise refuse(
                [Problem("", 1, "tệp phải là một bảng khóa – giá trị", "the file must be a mapping")]
            )
        repeated = list(_repeated_keys(root, ()))
        data: dict[str, Any] = _plain(loader.construct_document(root))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise refuse(
            [
                Problem(
                    "",
                    mark.line + 1 if mark else None,
                    f"không phải YAML: {error.problem}",
                    f"not YAML: {error.problem}",
                )
            ]
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise refuse(
            [Problem("", None, "không đọc được chữ trong tệp", "the text cannot be read")]
        ) from error
    finally:
        if loader is not None:
            loader.dispose()
    faults = _Faults(root)
    for path, line in repeated:
        faults.found.append(Problem(_text(path), line, "khóa viết hai lần", "the key stands twice"))
    check(data, faults.add)
    if faults.found:
        raise refuse(faults.found)
    return data


def refuse(problems: list[Problem]) -> Invalid:
    """The error for a file that cannot be imported; the first fault in the sentence, all in ``details``."""
    first, more = problems[0], len(problems) - 1
    return Invalid(
        "plan_file",
        f"Chưa nhập được kế hoạch: {first.place('dòng')}: {first.vi}{f' (và {more} chỗ khác)' if more else ''}. "
        "Kế hoạch đã có vẫn giữ nguyên. Sửa tệp rồi nhập lại.",
        f"The plan was not imported: {first.place('line')}: {first.en}{f' (and {more} more)' if more else ''}. "
        "The plans that are there are unchanged. Correct the file and import it again.",
        problems=[vars(problem) for problem in problems[:MAX_SHOWN]],
    )


def _plain(value: Any) -> Any:
    """Dates that YAML read from unquoted text become ISO text again, so that a file is all JSON values."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _walk_safely(text: str | bytes) -> None:
    """Refuse what would blow up a reader before anything is built: aliases, and nesting without end (the C reader
    of PyYAML dies of it)."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else None
            raise refuse(
                [Problem("", line, "không dùng neo và bí danh YAML", "YAML aliases are not allowed")]
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else None
                raise refuse([Problem("", line, "lồng nhau quá sâu", "is nested too deeply")])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _repeated_keys(
    node: yaml.Node, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield (*path, str(key.value)), key.start_mark.line + 1
            seen.add(str(key.value))
            yield from _repeated_keys(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from _repeated_keys(value, (*path, place))


def _line(node: yaml.Node, path: tuple[str | int, ...]) -> int:
    """The line of the value at ``path``, or of the nearest thing above it that is there."""
    for part in path:
        if isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            below = node.value[part]
        else:
            below = None
        if below is None:
            break
        node = below
    return int(node.start_mark.line) + 1


def _text(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
