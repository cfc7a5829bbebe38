"""Where the browser tests find Chromium, and its flags. `.ci/install-system test` looks in these places."""

import os
import shutil
import subprocess
from pathlib import Path

# The last switch of this name holds, so Playwright's own list is repeated. The three about the address bar spare a
# renderer that draws its suggestions, which nobody sees.
WITHOUT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    f"--disable-features={','.join(WITHOUT)}",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DOWNLOADED = ("chrome", "headless_shell", "chrome-headless-shell")


def chromium_executable() -> str:
    """The path of a Chromium that starts; raises LookupError with what to do when there is none."""
    for name in (os.environ.get("GNBV_CHROMIUM", ""), *NAMES):
        found = shutil.which(name) if name else None
        if found and _starts(found):
            return found
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    for path in sorted(folder.glob("chrom*/**/*"), reverse=True):
        if path.name in DOWNLOADED and path.is_file():
            return str(path)
    raise LookupError("There is no Chromium here: run `.ci/install-system test`.")


def _starts(program: str) -> bool:
    # Ubuntu's `chromium-browser` may be a script that only tells to install a snap.
    run = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    return run.returncode == 0
