"""Backing up and restoring the instance folder."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gnbv.errors import Conflict, Invalid
from gnbv.services import backups

AT = datetime(2026, 10, 23, tzinfo=UTC)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "commune.pem").write_text("a key")
    connection = sqlite3.connect(folder / "gnbv.sqlite3")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE household (name TEXT)")
    connection.execute("INSERT INTO household VALUES ('Lò Văn Thử')")
    connection.commit()
    connection.close()
    return folder


def test_what_was_backed_up_comes_back_whole(instance: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.tar.gz"
    backups.write(instance, target, AT)
    restored = tmp_path / "restored"
    backups.restore(target, restored)
    assert (restored / "keys" / "commune.pem").read_text() == "a key"
    connection = sqlite3.connect(restored / "gnbv.sqlite3")
    assert connection.execute("SELECT name FROM household").fetchall() == [("Lò Văn Thử",)]
    connection.close()


def test_rows_not_yet_in_the_main_file_are_in_the_backup(instance: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(instance / "gnbv.sqlite3")
    writer.execute("INSERT INTO household VALUES ('Hà Thị Mới')")
    writer.commit()
    backups.write(instance, tmp_path / "copy.tar.gz", AT)
    writer.close()
    backups.restore(tmp_path / "copy.tar.gz", tmp_path / "restored")
    connection = sqlite3.connect(tmp_path / "restored" / "gnbv.sqlite3")
    assert connection.execute("SELECT count(*) FROM household").fetchone() == (2,)
    connection.close()


def test_a_backup_is_readable_by_its_owner_only(instance: Path, tmp_path: Path) -> None:
    backups.write(instance, tmp_path / "copy.tar.gz", AT)
    assert (tmp_path / "copy.tar.gz").stat().st_mode & 0o077 == 0


def test_an_existing_file_is_not_overwritten(instance: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.tar.gz"
    target.write_text("something else")
    with pytest.raises(Conflict):
        backups.write(instance, target, AT)
    assert target.read_text() == "something else"


def test_a_folder_in_use_is_not_restored_over(instance: Path, tmp_path: Path) -> None:
    backups.write(instance, tmp_path / "copy.tar.gz", AT)
    with pytest.raises(Conflict):
        backups.restore(tmp_path / "copy.tar.gz", instance)


@pytest.mark.parametrize("damage", ["cut", "noise", "changed"])
def test_a_damaged_backup_is_refused_and_nothing_is_written(
    instance: Path, tmp_path: Path, damage: str
) -> None:
    target = tmp_path / "copy.tar.gz"
    backups.write(instance, target, AT)
    data = target.read_bytes()
    if damage == "cut":
        target.write_bytes(data[: len(data) // 2])
    elif damage == "noise":
        target.write_bytes(b"not an archive")
    else:
        target.write_bytes(data[:60] + bytes([data[60] ^ 0xFF]) + data[61:])
    restored = tmp_path / "restored"
    with pytest.raises(Invalid):
        backups.restore(target, restored)
    assert list(restored.iterdir()) == []
