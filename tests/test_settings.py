"""What the environment says: honoured, or refused in one readable line."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gnbv import config
from gnbv.cli import main


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNBV_INSTANCE", str(tmp_path / "instance"))
    for name in ("DATABASE_URL", "GNBV_READS_DATABASE_URL", "GNBV_TODAY", "GNBV_PORT"):
        monkeypatch.delenv(name, raising=False)


def refused(*command: str) -> str:
    done: Result = CliRunner().invoke(main, list(command))
    assert done.exit_code != 0 and isinstance(done.exception, SystemExit), done.output
    return done.output


def test_it_says_which_day_it_cannot_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNBV_TODAY", "23/10/2026")
    assert "GNBV_TODAY is '23/10/2026'" in refused("init")


def test_it_says_which_port_it_cannot_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GNBV_PORT", "eight thousand")
    assert "eight thousand" in refused("serve")


def test_it_names_the_command_that_installs_the_driver_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@127.0.0.1:1/nothing")
    monkeypatch.setattr(config, "find_spec", lambda name: None if name == "psycopg" else find_spec(name))
    assert ".ci/requirements-postgresql.lock" in refused("init")


def test_it_makes_a_secret_anew_where_a_full_disk_left_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    made = config._secret_key(tmp_path)
    assert len(made) == 64
    assert config._secret_key(tmp_path) == made
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
