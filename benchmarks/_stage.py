"""What the benchmarks share: a demo server in a temporary folder and a browser, both ended at the end."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Page

from tests.browser.stage import Server, make_demo

FAST_3G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 6
PATIENCE_MS = 120_000


def soak() -> bool:
    return os.environ.get("GNBV_SOAK") == "1"


@contextmanager
def server(workers: int = 2) -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        made = Server(make_demo(Path(folder) / "instance"), workers=workers)
        made.start()
        try:
            yield made
        finally:
            made.stop()


def arrived(page: Page) -> None:
    """The kit is whole; waits as long as a busy machine needs."""
    page.get_by_label("Tìm tên chủ hộ").wait_for(timeout=PATIENCE_MS)
    fetching = page.get_by_role("heading", name="Đang lấy dữ liệu của thôn về máy")
    fetching.wait_for(state="hidden", timeout=PATIENCE_MS)


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def worked(pid: int) -> float:
    """Milliseconds of processor that a process and its children have used; another busy program hardly changes them."""
    ticks = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(") ", 1)[1].split()
            except (OSError, IndexError):
                continue
            if int(entry.name) == pid or int(stat[1]) == pid:
                ticks += int(stat[11]) + int(stat[12])
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def line(name: str, value: float, unit: str) -> None:
    print(f"{name:<58} {value:>10.1f} {unit}")


def spread(name: str, values: list[float]) -> None:
    """Median and 95th percentile of times in milliseconds."""
    print(
        f"{name:<58} {statistics.median(values):>10.1f} ms   p95 {percentile(values, 0.95):.1f} ms   n {len(values)}"
    )
