"""The set-up on a machine that may not install anything: one exact command, or one sentence, and no guessing."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tree import ROOT

TOOLS = ("sh", "env", "find", "grep", "id", "dirname", "readlink", "basename")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with a shell and a Python, without a package client, a browser or a sudo."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (tmp_path / tool).symlink_to(found)
    return tmp_path


def put_python(machine: Path, *, lacks: str = "no-such-thing", name: str = "python3.11") -> None:
    """A Python that fails whenever its command line names what this machine lacks."""
    program = machine / name
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *{lacks}*) exit 1;; *sys.executable*) echo "$0"; exit;; esac\n'
    )
    with program.open("a") as script:
        script.write(f'exec "{sys.executable}" "$@"\n')
    program.chmod(0o755)


def put_browser(machine: Path, *, starts: bool = True) -> None:
    browser = machine / "chromium"
    browser.write_text(f"#!/bin/sh\nexit {0 if starts else 1}\n")
    browser.chmod(0o755)


def install_system(machine: Path, kind: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine), "HOME": str(machine)}
    command = [str(ROOT / ".ci/install-system"), kind]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_it_says_nothing_when_everything_is_there(machine):
    put_python(machine)
    put_browser(machine)
    done = install_system(machine, "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_goes_on_without_pango_and_says_what_is_lost(machine):
    put_python(machine, lacks="libpango-1.0")
    done = install_system(machine, "run")
    assert done.returncode == 0
    assert "except printed documents" in done.stdout
    assert "    sudo apt-get update && sudo apt-get install -y libpango-1.0-0 " in done.stdout


@pytest.mark.parametrize("has_dead_browser", [False, True], ids=["none", "one that does not start"])
def test_it_stops_the_tests_without_a_browser_with_the_exact_command(machine, has_dead_browser):
    put_python(machine)
    if has_dead_browser:
        put_browser(machine, starts=False)
    done = install_system(machine, "test")
    assert done.returncode == 1
    assert done.stderr.endswith("    sudo apt-get update && sudo apt-get install -y chromium\n")


def test_it_stops_the_tests_without_pango(machine):
    put_python(machine, lacks="libpango-1.0")
    put_browser(machine)
    done = install_system(machine, "test")
    assert done.returncode == 1
    assert "install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0\n" in done.stderr


def test_it_takes_a_python_under_another_name(machine):
    put_python(machine, lacks="no-such-thing", name="python3")
    found = subprocess.run(
        [str(ROOT / ".ci/python")], env={"PATH": str(machine)}, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == str(machine / "python3")


def test_it_refuses_a_python_that_is_too_old(machine):
    put_python(machine, lacks="version_info")
    found = subprocess.run(
        [str(ROOT / ".ci/python")], env={"PATH": str(machine)}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "Python 3.11 or newer" in found.stderr
