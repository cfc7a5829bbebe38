"""The next version of the program beside the one that a phone has: a copy with changes, served over the same data."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.stage import Server, Stage
from tests.tree import ROOT

MARK = "/* bản sau */"


def program(folder: Path) -> Path:
    """A copy of the program whose shell has another version: a word in one style sheet and in one script."""
    shutil.copytree(ROOT / "gnbv", folder / "gnbv", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", folder)
    static = folder / "gnbv" / "static"
    for name in ("css/parts.css", "js/modules/photo.js"):
        (static / name).write_text((static / name).read_text("utf-8") + f"\n{MARK}\n", "utf-8")
    return folder


def renderer_two(folder: Path, reads: str) -> None:
    """The shell's binder reads other fragments: `reads` is the list of their numbers."""
    shell = folder / "gnbv" / "views" / "app_shell.py"
    text = shell.read_text("utf-8")
    assert "RENDERERS = [1]" in text
    shell.write_text(text.replace("RENDERERS = [1]", f"RENDERERS = {reads}"), "utf-8")


@contextlib.contextmanager
def released(stage: Stage, program: Path) -> Iterator[Server]:
    """From now on the proxy leads to the newer program; the instance is the same."""
    newer = Server(stage.server.folder, program=program).start()
    older, stage.network.upstream_port = stage.network.upstream_port, newer.port
    # Connections that were kept alive still lead to the older one.
    stage.network.refuse()
    stage.network.pass_through()
    try:
        yield newer
    finally:
        stage.network.upstream_port = older
        newer.stop()


def look(page: Page) -> None:
    """Let the page ask for a new version, as it does each hour and at its start."""
    page.evaluate("import('/static/js/offline/update.js').then(({ checkUpdate }) => checkUpdate())")


def runs_newer(page: Page) -> bool:
    """Whether what this page gets from its worker is the newer shell."""
    return MARK in str(page.evaluate("fetch('/static/css/parts.css').then(answer => answer.text())"))


def offered(page: Page) -> None:
    expect(page.get_by_text("Có bản mới của ứng dụng")).to_be_visible()
