"""One file with everything a commune would need after its server is gone: databases, attachments, keys.

The databases are copied with SQLite's own online backup, so people may go on working. A PostgreSQL database is dumped
by its own tools; the file then holds attachments and keys only, and says so.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from gnbv.errors import Conflict, Invalid

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE_ENDINGS = (".sqlite3",)
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
    with tempfile.TemporaryDirectory() as folder, tarfile.open(partial, "w:gz") as archive:
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
    partial.chmod(0o600)
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
    return manifest


def _sources(instance: Path, target: Path) -> Iterator[Path]:
    for path in sorted(instance.rglob("*")):
        if path.is_file() and not path.name.endswith(LEFT_OUT) and path.resolve() != target.resolve():
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
