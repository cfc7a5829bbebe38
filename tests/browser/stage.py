"""The stage of a journey: a demo instance of its own, a real server process, the proxy in front of it.

The proxy keeps one port over all journeys, because a browser's store belongs to the address, port included: so a
profile that was signed in once can be copied.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Self

from tests.browser import nursery
from tests.proxy import FaultProxy
from tests.tree import ROOT

TODAY = "2026-10-23"
PASSWORD = "gnbv-demo"
START_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, today: str = TODAY) -> dict[str, str]:
    names = ("DATABASE_URL", "GNBV_READS_DATABASE_URL", "GNBV_SECRET_KEY")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return {**kept, "GNBV_INSTANCE": str(folder), "GNBV_TODAY": today}


def make_demo(folder: Path) -> Path:
    """`python -m gnbv demo` into `folder`."""
    run = subprocess.run(
        [sys.executable, "-m", "gnbv", "demo"],
        cwd=ROOT, env=environment(folder), capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    return folder


class Server:
    """What `python -m gnbv serve` starts, over one instance folder; `port` is where it listens."""

    def __init__(self, folder: Path, *, workers: int = 1, program: Path = ROOT) -> None:
        self.folder = folder
        self.program = program
        self.port = free_port()
        self.workers = workers
        self.today = TODAY
        self.log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | nursery.Child | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def _begin(self) -> subprocess.Popen[bytes] | nursery.Child:
        if self.program == ROOT:
            return nursery.serve(self.port, self.workers, environment(self.folder, self.today), self.log)
        command = [sys.executable, "-m", "gnbv", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*command, "--workers", str(self.workers)],
                cwd=self.program, env=environment(self.folder, self.today), stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def start(self) -> Self:
        self._process = self._begin()
        until = time.monotonic() + START_S
        while not self._answers():
            assert self._process.poll() is None and time.monotonic() < until, self.log.read_text()
            time.sleep(0.05)
        return self

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/ping", timeout=5) as answer:
                return bool(json.load(answer)["app"] == "gnbv")
        except (OSError, ValueError, urllib.error.URLError):
            return False

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=10)
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
        self._process = None

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Read the database behind the server's back."""
        with contextlib.closing(
            sqlite3.connect(f"file:{self.folder / 'gnbv.sqlite3'}?mode=ro", uri=True)
        ) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(query, values)]

    def count(self, query: str, *values: Any) -> int:
        return int(next(iter(self.rows(query, *values)[0].values())))

    def write(self, query: str, *values: Any) -> int:
        """Change the database as an administrator at the machine would; answers how many rows it touched."""
        with contextlib.closing(sqlite3.connect(self.folder / "gnbv.sqlite3", timeout=20)) as db, db:
            return db.execute(query, values).rowcount


class Stage:
    """One journey's server behind its proxy: `with Stage(instance, port) as stage: … stage.url`."""

    def __init__(self, instance: Path, folder: Path, port: int) -> None:
        shutil.copytree(instance, folder)
        self.server = Server(folder)
        self.port = port

    def __enter__(self) -> Self:
        self.server.start()
        self.network = FaultProxy(self.server.port, port=self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self.network.close()
        self.server.stop()

    @property
    def url(self) -> str:
        return self.network.url

    @property
    def office(self) -> str:
        """The address behind the proxy: people at the commune's office have a network of their own."""
        return self.server.url

    def turn_to(self, day: str) -> None:
        """It is ``day`` (ISO) at the commune from now on; who is signed in stays so."""
        self.server.stop()
        self.server.today = day
        self.server.start()

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        return self.server.rows(query, *values)

    def count(self, query: str, *values: Any) -> int:
        return self.server.count(query, *values)

    def becomes(self, number: int, query: str, *values: Any) -> bool:
        """Whether the count is ``number``, now or within some seconds: what the phone was told says nothing of it yet."""
        for _ in range(150):
            if self.count(query, *values) == number:
                return True
            time.sleep(0.1)
        return False
