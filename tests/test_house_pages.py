"""What the strict content policy and the rules of the phone ask of templates, styles and scripts."""

import hashlib
import json
import re

import pytest

from tests.tree import ROOT, below, relative

STATIC = ROOT / "gnbv" / "static"
VENDOR = STATIC / "vendor"

IN_TEMPLATES = {
    "a script inside the page": r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/json[\"'])",
    "a style element": r"<style\b",
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "an event handler in an attribute": r"<[^>]*\s(?:hx-)?on[a-z:-]+\s*=\s*[\"']",
    "htmx evaluating a script": r"(?:[\"']|\s)js:|javascript:|hx-on\b|hx-trigger\s*=\s*[\"'][^\"']*\[",
    "a file of another server": r"(?:src|href)\s*=\s*[\"'](?:https?:)?//[^\"']*\.(?:js|css|woff2?)\b",
}
IN_SCRIPTS = {
    "eval": r"\beval\s*\(|\bnew Function\b|\bset(?:Timeout|Interval)\s*\(\s*[\"'`]",
    "structure made from strings": r"\binsertAdjacentHTML\b|\bouterHTML\s*=|\bdocument\.write",
    "the browser's guess about the network": r"\bnavigator\.onLine\b",
    "an id made from a weak random number": r"\bMath\.random\(\)\.toString\b",
    "a word left for the developer": r"\bconsole\.(?:log|debug)\b|\bdebugger\b|\balert\s*\(",
}
# Where text of the server becomes elements: the fragments of a form, and a sign-in page with its errors.
PARSING = {"modules/section-session.js", "modules/late-page.js", "sign-in.js"}
HTML_PARSERS = r"\binnerHTML\s*=|\bcreateContextualFragment\b|\bDOMParser\b|\bsetHTMLUnsafe\b"


def scripts():
    return [path for path in below("gnbv/static", ".js") if not path.is_relative_to(VENDOR)]


def bare_template(path) -> str:
    """The template without Jinja's comments and statements, so that `{{ }}` inside a tag does not end it."""
    text = re.sub(r"{#.*?#}", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"{%.*?%}|{{.*?}}", "", text, flags=re.DOTALL)


def bare_script(path) -> str:
    """The script without its comments: they may name what is forbidden, to say why."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"(?<!:)//.*", "", text)


def found(pattern, paths, read) -> list[str]:
    return [
        f"{relative(path)}: {match[0]!r}"
        for path in paths
        for match in [re.search(pattern, read(path))]
        if match
    ]


@pytest.mark.parametrize("what", IN_TEMPLATES)
def test_it_keeps_out_of_templates(what):
    assert below("gnbv/templates", ".html")
    assert found(IN_TEMPLATES[what], below("gnbv/templates", ".html"), bare_template) == []


@pytest.mark.parametrize(
    ("what", "html"),
    [
        ("a script inside the page", "<script>x()</script>"),
        ("a style element", "<style>p{}</style>"),
        ("a style attribute", '<p class="a" style="color:red">'),
        ("an event handler in an attribute", '<button onclick="x()">'),
        ("htmx evaluating a script", "<p hx-vals='js:{a: 1}'>"),
        ("a file of another server", '<script src="https://example.org/x.js">'),
    ],
)
def test_it_knows_each_of_these_when_it_sees_one(what, html):
    assert re.search(IN_TEMPLATES[what], html)
    assert not re.search(
        IN_TEMPLATES[what], '<script type="application/json" id="words">{}</script><p class="a">'
    )


@pytest.mark.parametrize("what", IN_SCRIPTS)
def test_it_keeps_out_of_scripts(what):
    assert scripts()
    assert found(IN_SCRIPTS[what], scripts(), bare_script) == []


def test_it_turns_text_into_elements_in_one_place_of_each_document():
    others = [
        path for path in scripts() if not relative(path).endswith(tuple(f"/js/{name}" for name in PARSING))
    ]
    assert found(HTML_PARSERS, others, bare_script) == []


def test_it_uses_every_script():
    pages = [*below("gnbv", ".html"), *below("gnbv", ".py"), *scripts()]
    texts = {path: path.read_text("utf-8") for path in pages}
    unused = [
        relative(path)
        for path in scripts()
        if not any(
            re.search(rf"[\"'/]{re.escape(path.stem)}(?:\.js)?[\"'?]", text)
            for other, text in texts.items()
            if other != path
        )
    ]
    assert unused == []


def test_it_finds_every_module_that_a_script_imports():
    missing = [
        f"{relative(path)} imports {name}"
        for path in scripts()
        for name in re.findall(
            r"""(?:\bfrom\s+|^import\s+)["'](\.{1,2}/[^"']+)["']""", bare_script(path), re.M
        )
        if not (path.parent / name).is_file()
    ]
    assert missing == []


def test_it_keeps_the_offline_core_and_the_rules_away_from_the_page():
    core = [path for path in scripts() if {"offline", "rules"} & set(path.relative_to(STATIC).parts)]
    assert core
    # `globalThis.document?.` is the guarded question whether there is a page at all: it may be asked.
    assert found(r"(?<!globalThis\.)\b(?:document|window)\.\w", core, bare_script) == []
    assert found(r"""from\s+["'][^"']*/modules/""", core, bare_script) == []


def test_it_keeps_the_service_worker_a_classic_script_of_one_file():
    worker = bare_script(STATIC / "sw.js")
    assert not re.search(r"^\s*(?:import|export)\b|\bimportScripts\b", worker, re.M)
    assert not re.search(r"\bcaches\.match\(", worker), "it searches old caches too: open one by its version"


def test_it_gives_the_same_dark_colours_by_choice_and_by_system():
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css/tokens.css").read_text("utf-8"), flags=re.DOTALL)
    by_system = re.search(r":root:not\(\[data-theme=[\"']?light[\"']?\]\)\s*{([^}]*)}", css)
    by_choice = re.search(r":root\[data-theme=[\"']?dark[\"']?\]\s*{([^}]*)}", css)
    assert by_system and by_choice
    blocks = [{" ".join(line.split()) for line in block[1].split(";")} for block in (by_system, by_choice)]
    assert len(blocks[0]) > 20
    assert blocks[0] == blocks[1]


def test_it_serves_vendored_files_exactly_as_they_were_recorded():
    packages = json.loads((VENDOR / "vendor.json").read_text("utf-8"))["packages"]
    recorded = {
        f"{package['folder']}/{file['to']}": file["sha256"]
        for package in packages
        for file in package["files"]
    }
    kept = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in below("gnbv/static/vendor")
        if path.name != "vendor.json"
    }
    assert kept == recorded


def test_it_names_the_version_and_keeps_the_licence_of_what_is_vendored():
    for package in json.loads((VENDOR / "vendor.json").read_text("utf-8"))["packages"]:
        assert package["folder"].endswith(f"-{package['version']}")
        assert package["licence"]
        assert "LICENSE" in {file["to"] for file in package["files"]}
