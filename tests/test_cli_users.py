"""``user …`` on the command line: the twins of the administrator's pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from gnbv import create_app
from gnbv.cli import main
from gnbv.db import db
from gnbv.models import Device, User
from gnbv.services import passwords
from tests import phone
from tests.factories import PASSWORD, make_cast


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_files: list[Path]) -> Path:
    """The instance folder of a served program with the cast in it and one phone signed in."""
    monkeypatch.setenv("GNBV_INSTANCE", str(tmp_path / "instance"))
    for name in ("DATABASE_URL", "GNBV_READS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    app = create_app({"WTF_CSRF_ENABLED": False}, instance_path=str(tmp_path / "instance"))
    with app.app_context():
        db.create_all(bind_key=[None, "reads"])
        cast = make_cast(db.session)  # type: ignore[arg-type]
        db.session.commit()
        phone.Phone(app, cast.collector)
        _leave()
    return tmp_path / "instance"


def _leave() -> None:
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["user", *words])


def account(folder: Path) -> tuple[bool, bool, str]:
    """Whether ``thu`` is open, whether the password is temporary, and its hash."""
    app = create_app(instance_path=str(folder))
    with app.app_context():
        one = db.session.scalars(select(User).where(User.username == "thu")).one()
        found = one.is_active, one.password_is_temporary, one.password_hash
        _leave()
    return found


def test_it_resets_a_password_and_prints_it_alone(folder: Path) -> None:
    done = run("reset-password", "THU")
    assert done.exit_code == 0, done.output
    _open, is_temporary, stored = account(folder)
    assert is_temporary and passwords.verify(stored, done.output.strip())
    assert not passwords.verify(stored, PASSWORD)


def test_it_closes_and_opens_an_account(folder: Path) -> None:
    assert "thu\tLê Thị Thu\topen\tcollector Thôn 1" in run("list").output
    for _ in range(2):
        assert run("close", "thu", "--reason", "Nghỉ việc").exit_code == 0
    assert account(folder)[0] is False
    assert run("open", "thu").exit_code == 0
    assert account(folder)[0] is True


def test_it_ends_a_phone(folder: Path) -> None:
    listed = run("phones", "thu")
    device, label, *_rest, state = listed.output.strip().split("\t")
    assert (label, state) == ("Máy thử", "in use")
    assert run("end-phone", "hai", device).exit_code == 1
    assert run("end-phone", "thu", device).exit_code == 0
    assert run("phones", "thu").output.strip().endswith("ended")
    app = create_app(instance_path=str(folder))
    with app.app_context():
        assert db.session.scalars(select(Device)).one().revoked_at is not None
        _leave()


def test_it_says_in_one_line_what_cannot_be(folder: Path) -> None:
    nobody = run("close", "khong-ai")
    assert nobody.exit_code == 1 and "no user khong-ai" in nobody.output
    last = run("close", "quan")
    assert last.exit_code == 1 and "last administrator" in last.output and "Traceback" not in last.output
