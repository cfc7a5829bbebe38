"""What is asked of every page and dialog: WCAG 2.2 AA by axe-core, targets for thumbs, nothing cut off."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.tree import ROOT

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All of these that look at colours; the others see the same page in the dark.
COLOURS = ["color-contrast", "link-in-text-block"]
# Rules of taste that contradict the visual language: a dialog's heading level, regions inside a sheet.
TARGET = 48

# Buttons, links and inputs outside of sentences; a label makes its input's target larger.
SMALL = """least => {
  const shown = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && node.getClientRects().length > 0;
  const inSentence = node => node.tagName === 'A' && /^(P|SPAN|DD)$/.test(node.parentElement.tagName)
    && node.parentElement.textContent.trim().length > node.textContent.trim().length + 3;
  const top = document.querySelector('dialog[open]') ?? document.body;
  return [...top.querySelectorAll('button, a[href], summary, input, select, textarea, [role=button]')]
    .filter(node => shown(node) && !node.closest('.vh, .skip, td, th') && !node.classList.contains('vh') && !inSentence(node))
    .filter(node => node.type !== 'hidden' && node.type !== 'file')
    .map(node => ({ node, box: (node.closest('label') ?? node).getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
    .map(({ node, box }) => `${node.tagName} ${Math.round(box.width)}×${Math.round(box.height)} ${(node.getAttribute('aria-label') ?? node.textContent).trim().slice(0, 40)}`);
}"""

WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const within = node => { for (let up = node.parentElement; up; up = up.parentElement) if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true; };
  return [...document.querySelectorAll('body *')].filter(node => node.getBoundingClientRect().right > root.clientWidth + 1 && !within(node))
    .slice(0, 5).map(node => `${node.tagName}.${node.className} ${node.textContent.trim().slice(0, 40)}`).concat([`${root.scrollWidth}`]);
}"""


def axe(page: Page, *, colours: bool = False) -> list[str]:
    """Violations in words; ``colours``: of the rules about colours alone. The source comes in by the DevTools protocol,
    so the content policy stays as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8") + "; void 0")
    found: dict[str, Any] = page.evaluate(
        "only => axe.run(document, { runOnly: only, resultTypes: ['violations'] })",
        {"type": "rule", "values": COLOURS} if colours else {"type": "tag", "values": RULES[:-1]},
    )
    return [
        f"{rule['id']}: {node['target'][-1]} {node['failureSummary'].splitlines()[1].strip()}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def small_targets(page: Page) -> list[str]:
    return list(page.evaluate(SMALL, TARGET))


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways; empty when nothing does."""
    return list(page.evaluate(WIDE))


def scale_text(page: Page, percent: int) -> None:
    """The reader's own text size, as a browser's setting changes it."""
    page.evaluate("size => { document.documentElement.style.fontSize = size; }", f"{percent}%")


def settle(page: Page) -> None:
    """Fonts and layout at rest."""
    page.evaluate(
        "document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))"
    )


def faults(page: Page, *, targets: bool = True) -> list[str]:
    """All that is wrong with the page as it stands: light and dark, and at twice the text size when narrow."""
    size = page.viewport_size or {"width": 0, "height": 0}
    narrow = size["width"] < 600
    found = []
    # As tall as the page is: what a sticky bar covers now comes free by scrolling.
    tall = int(page.evaluate("document.documentElement.scrollHeight")) + 200
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(tall, 40000))})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        settle(page)
        found += [f"{scheme}: {words}" for words in axe(page, colours=scheme == "dark")]
    page.emulate_media(color_scheme="light")
    if narrow:
        found += [f"target: {words}" for words in small_targets(page)] if targets else []
        found += [f"sideways: {words}" for words in sideways(page)]
        scale_text(page, 200)
        settle(page)
        found += [f"sideways at 200 %: {words}" for words in sideways(page)]
        scale_text(page, 100)
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    settle(page)
    return found
