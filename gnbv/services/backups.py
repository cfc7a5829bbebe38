"""One file with everything a commune would need after its server is gone: databases, attachments, keys.

The databases are copied with SQLite's own online backup, so people may go on working. A PostgreSQL database is dumped
by its own tools; the file then holds attachments and keys only, and says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from gnbv.errors import Conflict, Invalid

MANIFEST = "manifest.json"
LIFE = "life"  # a counter: when this database was restored
FORMAT = 1
DATABASE_ENDINGS = (".sqlite3",)
PARTS = "parts"
LEFT_OUT = (".sqlite3-wal", ".sqlite3-shm", ".tmp", ".pid")


def write(instance: Path, target: Path, at: datetime) -> dict[str, Any]:
    """Write a backup of ``instance`` to ``target`` and return its manifest. Raises ``Conflict`` when it exists."""
    if target.exists():
        raise Conflict(
            "backup_exists",
            f"Đã có tệp {target.name}. Tệp cũ vẫn nguyên. Chọn tên khác rồi làm lại.",
            f"The file {target.name} exists, so no backup was written. That file was left alone. Choose another name.",
        )
    manifest: dict[str, Any] = {"app": "gnbv", "format": FORMAT, "made_at": at.isoformat(), "files": {}}
    partial = target.with_name(target.name + ".tmp")
    partial.unlink(missing_ok=True)  # of a backup that was interrupted
    # Keys and everybody's records: nobody else reads it from its first byte on.
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        tempfile.TemporaryDirectory() as folder,
        os.fdopen(descriptor, "wb") as opened,
        tarfile.open(fileobj=opened, mode="w:gz") as archive,
    ):
        for source in _sources(instance, target):
            name = source.relative_to(instance).as_posix()
            copied = source
            if source.suffix in DATABASE_ENDINGS:
                copied = Path(folder) / source.name
                _copy_database(source, copied)
            manifest["files"][name] = _sha256(copied)
            archive.add(copied, arcname=name)
        listing = Path(folder) / MANIFEST
        listing.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        archive.add(listing, arcname=MANIFEST)
    partial.replace(target)
    return manifest


def restore(source: Path, instance: Path) -> dict[str, Any]:
    """Unpack a backup into ``instance``, which must hold no database yet; every hash is checked before anything moves.

    Raises ``Invalid`` for a damaged or foreign file and ``Conflict`` for a folder in use.
    """
    if any(path.suffix in DATABASE_ENDINGS for path in instance.glob("*")):
        raise Conflict(
            "instance_in_use",
            f"Thư mục {instance.name} đã có dữ liệu. Chưa ghi đè gì. Chọn thư mục trống rồi khôi phục.",
            f"The folder {instance.name} already holds a database. Nothing was overwritten. Choose an empty folder.",
        )
    instance.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=instance) as folder:
        unpacked = Path(folder)
        try:
            with tarfile.open(source, "r:gz") as archive:
                archive.extractall(unpacked, filter="data")
            manifest: dict[str, Any] = json.loads((unpacked / MANIFEST).read_text(encoding="utf-8"))
            files: dict[str, str] = manifest["files"]
        except (tarfile.TarError, OSError, ValueError, KeyError, EOFError) as error:
            raise _damaged(source) from error
        if manifest.get("app") != "gnbv" or manifest.get("format") != FORMAT:
            raise _damaged(source)
        for name, expected in files.items():
            if not (unpacked / name).is_file() or _sha256(unpacked / name) != expected:
                raise _damaged(source)
        for name in files:
            place = instance / name
            place.parent.mkdir(parents=True, exist_ok=True)
            (unpacked / name).replace(place)
            if place.suffix in DATABASE_ENDINGS:
                _begin_new_life(place)
    return manifest


def _begin_new_life(database: Path) -> None:
    """Numbers of the change log that were given after the backup will be given again: phones must not take them for
    what they have. They compare everything by name and hash once."""
    with contextlib.closing(sqlite3.connect(database)) as session, session:
        tables = {row[0] for row in session.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if {"counter", "tenant"} <= tables:
            session.execute(
                "INSERT OR REPLACE INTO counter (tenant, name, value) SELECT number, ?, ? FROM tenant",
                (LIFE, time.time_ns() // 1_000_000_000),
            )


def _sources(instance: Path, target: Path) -> Iterator[Path]:
    """The databases first: a photo is on the disk before its row says so, hence every row that was copied finds its
    file afterwards. Pieces that are still arriving are left out: the phone keeps such a photo and sends it again."""
    yield from sorted(path for path in instance.iterdir() if path.suffix in DATABASE_ENDINGS)
    for path in sorted(instance.rglob("*")):
        is_left_out = (
            path.suffix in DATABASE_ENDINGS
            or path.name.endswith(LEFT_OUT)
            or PARTS in path.relative_to(instance).parts
        )
        if path.is_file() and not is_left_out and path.resolve() != target.resolve():
            yield path


def _copy_database(source: Path, copy: Path) -> None:
    with sqlite3.connect(f"file:{source}?mode=ro", uri=True) as old, sqlite3.connect(copy) as new:
        old.backup(new)
    old.close()
    new.close()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _damaged(source: Path) -> Invalid:
    return Invalid(
        "backup_damaged",
        f"Tệp {source.name} không đọc được trọn vẹn hoặc không phải bản sao lưu của gnbv. Chưa ghi gì. Lấy bản khác.",
        f"The file {source.name} is damaged or not a backup of gnbv. Nothing was written. Use another copy.",
    )
