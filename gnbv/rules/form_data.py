"""Choice lists and tables as node trees, so that ``instance('x')/root/item[…]`` can walk them."""

from typing import Any


class Item:
    """A node outside the answers. ``kids`` are made when first asked for: a table may have 16,000 rows."""

    __slots__ = ("_fields", "_indexes", "_kids", "kind", "name", "up", "v")

    def __init__(self, name: str, text: str = "", fields: Any = None, up: "Item | None" = None) -> None:
        self.name = name
        self.v = text
        self.kind = "text" if fields is None else "group"
        self.up = up
        self._fields = fields
        self._kids: list[Item] | None = None
        self._indexes: dict[tuple[str, str], dict[str, list[Item]]] = {}

    @property
    def kids(self) -> list["Item"]:
        if self._kids is None:
            self._kids = [Item(name, up=self, **one) for name, one in self._fields()] if self._fields else []
        return self._kids

    def indexed(self, name: str, column: str) -> dict[str, list["Item"]]:
        """Children called ``name`` by the text of their ``column``, in order."""
        index = self._indexes.get((name, column))
        if index is None:
            index = self._indexes[name, column] = {}
            for kid in self.find(name):
                for text in dict.fromkeys(cell.v for cell in kid.find(column)):
                    index.setdefault(text, []).append(kid)
        return index

    def find(self, name: str) -> list["Item"]:
        return self.kids if name == "*" else [kid for kid in self.kids if kid.name == name]


class Data:
    """All secondary instances of a compiled form, in one language."""

    def __init__(self, compiled: dict[str, Any], language: str) -> None:
        self.compiled = compiled
        self.language = language
        self._roots: dict[str, Item] = {}

    def root(self, name: str) -> Item:
        """The node above ``<root>``; an unknown name gives one without children."""
        if name not in self._roots:
            self._roots[name] = self._list(name) if name in self.compiled["lists"] else self._table(name)
        return self._roots[name]

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
