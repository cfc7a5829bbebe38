"""XML as OpenRosa programs send it, read without trusting it: no document type, so no entities; bounded depth,
number of elements and text. Namespaces are dropped, text is NFC."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from gnbv.errors import Invalid

DEEPEST = 60
MOST_ELEMENTS = 100_000


@dataclass
class Node:
    """One element. ``text`` is that before the first child, which is all that a question's answer has."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Node] = field(default_factory=list)

    def child(self, name: str) -> Node | None:
        """The first child of that name."""
        return next((one for one in self.children if one.name == name), None)

    def meta(self, name: str) -> str:
        """What the block ``meta`` of the document says under that name, "" when nothing."""
        block = self.child("meta")
        found = block.child(name) if block is not None else None
        return found.text.strip() if found is not None else ""

    def walk(self) -> Iterator[Node]:
        """The element and all below it, in document order."""
        yield self
        for one in self.children:
            yield from one.walk()


def parse(content: bytes) -> Node:
    """The root element. Raises ``Invalid`` for anything but well-formed XML without a document type."""
    return _Reader().read(content)


def fingerprint(root: Node) -> str:
    """SHA-256 of what the document says: the same for two spellings of one content."""
    named = [root.attributes.get("id", ""), root.attributes.get("version", ""), _content(root)]
    return hashlib.sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()


class _Reader:
    def __init__(self) -> None:
        self.root: Node | None = None
        self.open: list[Node] = []
        self.count = 0
        parser = self.parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.EntityDeclHandler = self._refuse_document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def read(self, content: bytes) -> Node:
        try:
            self.parser.Parse(content, True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise _unreadable(str(error)) from error
        if self.root is None:
            raise _unreadable("no root")
        for node in self.root.walk():
            node.text = unicodedata.normalize("NFC", node.text)
        return self.root

    def _refuse_document_type(self, *_: object) -> None:
        raise Invalid(
            "xml_unsafe",
            "Phiếu gửi lên có khai báo XML không an toàn (DOCTYPE) nên chưa nhận. Phiếu vẫn giữ trên máy. "
            "Cập nhật ứng dụng rồi gửi lại.",
            "What was sent declares a document type (DOCTYPE), which is not safe, so it was not taken. "
            "It is kept on the phone. Update the app and send again.",
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) >= DEEPEST:
            raise _unreadable("too many elements")
        node = Node(_local(name), {_local(key): value for key, value in attributes.items()})
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)

    def _end(self, _name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        if self.open and not self.open[-1].children:
            self.open[-1].text += text


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _content(node: Node) -> list[object]:
    return [node.name, [_content(one) for one in node.children] or node.text]


def _unreadable(what: str) -> Invalid:
    return Invalid(
        "xml_unreadable",
        "Phiếu gửi lên không đọc được (XML hỏng hoặc bị đứt) nên chưa nhận. Phiếu vẫn giữ trên máy. Gửi lại.",
        "What was sent cannot be read (damaged or cut-off XML), so it was not taken. It is kept on the phone. "
        "Send it again.",
        what=what[:200],
    )
