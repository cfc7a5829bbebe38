"""Choice lists and tables as node trees, so that ``instance('x')/root/item[…]`` can walk them.

The trees are the same for all surveys of a form and never change, so they are kept between surveys.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

FEW = 16  # children that are looked through faster than an index of them is made
MOST_KEPT = 128


class Item:
    """A node outside the answers. ``kids`` are made when first asked for: a table may have 16,000 rows."""

    __slots__ = ("_fields", "_indexes", "_kids", "_named", "kind", "name", "up", "v")

    def __init__(self, name: str, text: str = "", fields: Any = None, up: "Item | None" = None) -> None:
        self.name = name
        self.v = text
        self.kind = "text" if fields is None else "group"
        self.up = up
        self._fields = fields
        self._kids: list[Item] | None = None
        self._named: dict[str, list[Item]] | None = None
        self._indexes: dict[tuple[str, str], dict[str, list[Item]]] | None = None

    @property
    def kids(self) -> list["Item"]:
        if self._kids is None:
            self._kids = [Item(name, up=self, **one) for name, one in self._fields()] if self._fields else []
        return self._kids

    def indexed(self, name: str, column: str) -> dict[str, list["Item"]]:
        """Children called ``name`` by the text of their ``column``, in order."""
        if self._indexes is None:
            self._indexes = {}
        index = self._indexes.get((name, column))
        if index is None:
            index = {}
            for kid in self.find(name):
                for text in dict.fromkeys(cell.v for cell in kid.find(column)):
                    index.setdefault(text, []).append(kid)
            self._indexes[name, column] = index  # whole: another thread may look at it
        return index

    def find(self, name: str) -> list["Item"]:
        if name == "*":
            return self.kids
        if len(self.kids) <= FEW:
            return [kid for kid in self.kids if kid.name == name]
        if self._named is None:
            named: dict[str, list[Item]] = {}
            for kid in self.kids:
                named.setdefault(kid.name, []).append(kid)
            self._named = named
        return self._named.get(name, [])


class _Source(NamedTuple):
    """A list or table: as it is in the form, as nodes, and the texts of the columns that were asked for."""

    written: Any
    root: Item
    columns: dict[str, dict[str, None]]


_sources: dict[tuple[int, str], _Source] = {}


class Data:
    """All secondary instances of a compiled form, in one language."""

    def __init__(self, compiled: dict[str, Any], language: str) -> None:
        self.compiled = compiled
        self.language = language
        self._sources: dict[str, _Source] = {}

    def root(self, name: str) -> Item:
        """The node above ``<root>``; an unknown name gives one without children."""
        return self._source(name).root

    def values(self, name: str, column: str) -> Collection[str]:
        """The texts of a column that are not empty, in order."""
        columns = self._source(name).columns
        if column not in columns:
            cells = (next(iter(item.find(column)), None) for item in self.items(name))
            columns[column] = dict.fromkeys(cell.v for cell in cells if cell is not None and cell.v)
        return columns[column].keys()

    def _source(self, name: str) -> "_Source":
        if name not in self._sources:
            written = self.compiled["lists"].get(name) or self.compiled["instances"].get(name)
            self._sources[name] = self._kept(name, written)
        return self._sources[name]

    def _kept(self, name: str, written: Any) -> "_Source":
        if not written or (isinstance(written, dict) and written.get("own")):
            return self._made(name, written)  # rows of one household stay with its survey
        source = _sources.get((id(written), self.language))
        # A source holds what it was made of, so that the id cannot come to mean another.
        if source is None or source.written is not written:
            if len(_sources) >= MOST_KEPT:
                _sources.clear()
            source = _sources[id(written), self.language] = self._made(name, written)
        return source

    def _made(self, name: str, written: Any) -> "_Source":
        root = self._list(name) if name in self.compiled["lists"] else self._table(name)
        return _Source(written, root, {})

    def items(self, name: str) -> list[Item]:
        return [item for root in self.root(name).kids for item in root.find("item")]

    def lookup(self, name: str, column: str, key: str) -> Item | None:
        """The first row whose column has the text."""
        found = [
            item for root in self.root(name).kids for item in root.indexed("item", column).get(key, ())[:1]
        ]
        return found[0] if found else None

    def label(self, choice: dict[str, Any]) -> Any:
        """Text, or parts with expressions, in the language or the first one there is."""
        labels = choice["label"]
        return labels.get(self.language) or next(iter(labels.values()), "")

    def item_text(self, identity: str) -> str:
        name, _, number = identity.rpartition("-")
        choices = self.compiled["lists"].get(name, [])
        label = self.label(choices[int(number)]) if number.isdigit() and int(number) < len(choices) else ""
        return label if isinstance(label, str) else ""

    def _list(self, name: str) -> Item:
        def fields(place: int, choice: dict[str, Any]) -> Any:
            label = self.label(choice)
            yield "itextId", {"text": f"{name}-{place}"}
            yield "name", {"text": choice["value"]}
            yield "label", {"text": label if isinstance(label, str) else ""}
            for column, text in choice.get("columns", {}).items():
                yield column, {"text": text}

        choices = self.compiled["lists"][name]
        rows = [(lambda p=p, c=c: fields(p, c)) for p, c in enumerate(choices)]
        return _document([("item", {"fields": row}) for row in rows])

    def _table(self, name: str) -> Item:
        table = self.compiled["instances"].get(name, {"columns": [], "rows": []})
        if "tree" in table:
            return Item("", fields=lambda: [_branch(table["tree"])])
        columns = table["columns"]

        def row_fields(row: list[str]) -> Any:
            return ((column, {"text": text}) for column, text in zip(columns, row, strict=False))

        return _document([("item", {"fields": lambda row=row: row_fields(row)}) for row in table["rows"]])


def _document(rows: list[Any]) -> Item:
    return Item("", fields=lambda: [("root", {"fields": lambda: rows})])


def _branch(tree: list[Any]) -> tuple[str, dict[str, Any]]:
    """``[name, text]`` or ``[name, [branches]]`` as the arguments of an Item."""
    name, inner = tree
    return (
        (name, {"text": inner}) if isinstance(inner, str) else (name, {"fields": lambda: map(_branch, inner)})
    )
