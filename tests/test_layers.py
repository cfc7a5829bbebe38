"""views → services → models, and rules pure beneath: the direction of every import, read from the source."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "gnbv").rglob("*.py"))
NAMES_WITHOUT_A_NOUN = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}

# What each layer must not reach for. Flask-Babel is allowed everywhere: words are not HTTP.
HTTP = {"flask", "flask_login", "flask_wtf", "htmx_flask", "wtforms", "werkzeug"}
ABOVE = {
    "models": {"gnbv.services", "gnbv.views", "gnbv.forms", "gnbv.permissions", "gnbv.cli", "gnbv.htmx"},
    "services": {"gnbv.views", "gnbv.forms", "gnbv.cli", "gnbv.htmx"},
    "forms": {"gnbv.services", "gnbv.views", "gnbv.cli"},
}
# The one service whose product is HTML: the fragments of a form that travel in the kit.
RENDERING = {
    "gnbv/services/form_pages.py imports flask",
    "gnbv/services/form_pages.py imports flask.render_template",
}
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow")}
CHANCE = {"random", "secrets", "time"}


def in_layer(name: str) -> list[Path]:
    return [path for path in SOURCES if path.is_relative_to(ROOT / "gnbv" / name)]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), filename=relative(path))


def imports(path: Path) -> Iterator[str]:
    """Every imported module with full name, those inside functions too."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                parent = package.split(".")[: len(package.split(".")) - node.level + 1]
                module = ".".join([*parent, module] if module else parent)
            yield module
            # `from gnbv import views` names the layer only behind the word import.
            yield from (f"{module}.{alias.name}" for alias in node.names)


def belongs_to(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def broken(paths: list[Path], forbidden: set[str]) -> list[str]:
    return sorted(
        {
            f"{relative(path)} imports {module}"
            for path in paths
            for module in imports(path)
            if belongs_to(module, forbidden)
        }
    )


def calls(path: Path) -> Iterator[tuple[str, str, int]]:
    """Calls of the form `name.method()`, with their line; `a.b.method()` counts as (`b`, `method`)."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            yield name, node.func.attr, node.lineno


def test_it_reads_every_layer():
    for layer in ("rules", "models", "services", "forms", "views"):
        assert in_layer(layer), f"gnbv/{layer} holds no Python file: is the test looking in the right place?"


def test_it_keeps_rules_to_the_standard_library():
    foreign = [
        f"{relative(path)} imports {module}"
        for path in in_layer("rules")
        for module in imports(path)
        if module.split(".")[0] not in sys.stdlib_module_names and not belongs_to(module, {"gnbv.rules"})
    ]
    assert [line for line in foreign if not line.endswith(" imports gnbv")] == []


def test_it_keeps_clock_and_chance_out_of_rules():
    read = [
        f"{relative(path)}:{line} calls {owner}.{method}()"
        for path in in_layer("rules")
        for owner, method, line in calls(path)
        if (owner, method) in CLOCKS
    ]
    assert read + broken(in_layer("rules"), CHANCE) == []


@pytest.mark.parametrize("layer", sorted(ABOVE))
def test_it_never_imports_upwards(layer):
    assert broken(in_layer(layer), ABOVE[layer]) == []


@pytest.mark.parametrize("layer", ["models", "services"])
def test_it_keeps_http_out_of_what_people_do_and_what_is(layer):
    assert set(broken(in_layer(layer), HTTP)) - RENDERING == set()


def test_it_lets_nobody_but_the_application_import_views():
    outside = [
        path for path in SOURCES if path not in in_layer("views") and path != ROOT / "gnbv/__init__.py"
    ]
    assert broken(outside, {"gnbv.views"}) == []


def test_it_never_commits_inside_a_service():
    committed = [
        f"{relative(path)}:{line}"
        for layer in ("services", "models")
        for path in in_layer(layer)
        for _, method, line in calls(path)
        if method == "commit"
    ]
    assert committed == []


def test_it_names_every_file_by_a_noun_of_the_domain():
    assert [relative(path) for path in SOURCES if path.stem in NAMES_WITHOUT_A_NOUN] == []
