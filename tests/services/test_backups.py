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


def test_a_restored_database_begins_a_new_life(instance: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(instance / "gnbv.sqlite3")
    connection.execute("CREATE TABLE tenant (number INTEGER PRIMARY KEY)")
    connection.execute(
        "CREATE TABLE counter (tenant INTEGER, name TEXT, value INTEGER, PRIMARY KEY (tenant, name))"
    )
    connection.execute("INSERT INTO tenant VALUES (1)")
    connection.execute("INSERT INTO counter VALUES (1, 'change', 9)")
    connection.commit()
    connection.close()
    backups.write(instance, tmp_path / "copy.tar.gz", AT)
    backups.restore(tmp_path / "copy.tar.gz", tmp_path / "restored")
    connection = sqlite3.connect(tmp_path / "restored" / "gnbv.sqlite3")
    values = dict(connection.execute("SELECT name, value FROM counter"))
    connection.close()
    assert values["change"] == 9 and values[backups.LIFE] > 1_700_000_000


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


def test_every_photo_that_a_copied_row_names_is_in_the_backup(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A photo that arrives while the backup is written: its row and its file are both there, or neither."""
    photos = instance / "attachments" / "1"
    photos.mkdir(parents=True)
    copy_database = backups._copy_database

    def arrives_meanwhile(source: Path, copy: Path) -> None:
        (photos / "b5bb9d80").write_bytes(b"a photo whose row is committed now")
        copy_database(source, copy)

    monkeypatch.setattr(backups, "_copy_database", arrives_meanwhile)
    backups.write(instance, tmp_path / "copy.tar.gz", AT)
    backups.restore(tmp_path / "copy.tar.gz", tmp_path / "restored")
    assert (tmp_path / "restored" / "attachments" / "1" / "b5bb9d80").exists()


def test_pieces_that_still_arrive_are_left_out(instance: Path, tmp_path: Path) -> None:
    (instance / "attachments" / "parts").mkdir(parents=True)
    (instance / "attachments" / "parts" / "half").write_bytes(b"half of a photo")
    manifest = backups.write(instance, tmp_path / "copy.tar.gz", AT)
    assert sorted(manifest["files"]) == ["gnbv.sqlite3", "keys/commune.pem"]


def test_nobody_else_can_read_a_backup_while_it_is_written(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    copy_database = backups._copy_database

    def look(source: Path, copy: Path) -> None:
        seen.extend(path.stat().st_mode & 0o777 for path in tmp_path.glob("copy.tar.gz*"))
        copy_database(source, copy)

    monkeypatch.setattr(backups, "_copy_database", look)
    backups.write(instance, tmp_path / "copy.tar.gz", AT)
    assert seen == [0o600]
    assert (tmp_path / "copy.tar.gz").stat().st_mode & 0o777 == 0o600
