"""Servers without the two seconds of reading the program: a process that has read it once forks one for each stage.

What runs is what ``python -m gnbv serve`` starts, gunicorn with the application; tests/browser/test_updates.py starts
servers by that command itself.
"""

from __future__ import annotations

import atexit
import html
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from flask.testing import FlaskClient

from tests.tree import ROOT


class Child:
    """A server that the nursery forked; asked and stopped as ``subprocess.Popen`` is."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle: int | None = os.pidfd_open(pid)

    def _ended(self, seconds: float) -> bool:
        if self._handle is not None and select.select([self._handle], [], [], seconds)[0]:
            os.close(self._handle)
            self._handle = None
        return self._handle is None

    def poll(self) -> int | None:
        return 0 if self._ended(0) else None

    def terminate(self) -> None:
        """At once, as when the power goes: what was answered with yes is on disk, and nobody waits for the rest."""
        if not self._ended(0):
            os.killpg(self.pid, signal.SIGKILL)

    def wait(self, timeout: float) -> None:
        """Raises ``subprocess.TimeoutExpired``."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired("gunicorn", timeout)


@cache
def _nursery() -> subprocess.Popen[str]:
    made = subprocess.Popen(
        [sys.executable, "-m", "tests.browser.nursery"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    atexit.register(made.communicate)  # the end of its input ends it
    return made


def serve(port: int, workers: int, environment: dict[str, str], log: Path) -> Child:
    """A server of the instance folder that ``environment`` names, soon to answer on ``port``."""
    nursery = _nursery()
    assert nursery.stdin and nursery.stdout
    nursery.stdin.write(json.dumps([port, workers, environment, str(log)]) + "\n")
    nursery.stdin.flush()
    return Child(int(nursery.stdout.readline()))


def _become(port: int, workers: int, environment: dict[str, str], log: str) -> None:
    from gunicorn.app.wsgiapp import run  # type: ignore[import-untyped]

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    for number, path, how in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)):
        os.dup2(os.open(path, how, 0o644), number)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["gunicorn", "app:app", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    sys.argv += ["--workers", str(workers), "--threads", "8", "--preload", "--log-level", "warning"]
    sys.argv += ["--timeout", "120", "--no-control-socket"]
    run()


def _press(client: FlaskClient) -> None:
    """What every phone and desk asks for first is pressed once for all servers."""
    shell = [file["url"] for file in client.get("/app/shell.json").get_json()["files"]]
    office = re.findall(r'"(/static/[^"]+)"', client.get("/login").get_data(as_text=True))
    for address in ("/sw.js", "/manifest.webmanifest", *shell, *office):
        client.get(html.unescape(address), headers={"Accept-Encoding": "br"}).close()


def main() -> None:
    """A fork for each line of the input; ends with it."""
    import gunicorn.app.wsgiapp  # type: ignore[import-untyped]
    import gunicorn.workers.gthread  # type: ignore[import-untyped]  # noqa: F401

    from gnbv import create_app

    with tempfile.TemporaryDirectory() as folder:
        _press(create_app({"SECRET_KEY": "read only"}, instance_path=folder).test_client())
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how a server ended
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(*json.loads(line))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
