"""Pictures of QR codes, as a camera would take them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from playwright.sync_api import Playwright

from tests.chromium import chromium_executable
from tests.node import node_executable
from tests.tree import ROOT

QR = ROOT / "gnbv" / "static" / "vendor" / "qr-0.5.5" / "index.js"


def picture_of(playwright: Playwright, text: str, path: Path) -> Path:
    script = (
        f"import({json.dumps(QR.as_uri())}).then(qr => console.log(qr.default({json.dumps(text)}, 'svg')))"
    )
    svg = subprocess.run([node_executable(), "-e", script], capture_output=True, text=True, check=True).stdout
    browser = playwright.chromium.launch(executable_path=chromium_executable(), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 700, "height": 700})
    page.set_content(f"<div style='width:600px;height:600px;padding:40px;background:#fff'>{svg}</div>")
    page.screenshot(path=path)
    browser.close()
    return path
