"""Where files of surveys lie: behind a small interface, a folder today, an S3-compatible store on a bigger day.

A file is named by tenant and SHA-256 of its content. While it arrives it is a part with a name of its own.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID

CHUNK = 256 * 1024


class Storage(Protocol):
    """What the services ask of a store."""

    def received(self, part: UUID) -> int:
        """Bytes of the part that are safely here; 0 when none."""

    def append(self, part: UUID, offset: int, content: bytes) -> int:
        """Write ``content`` at ``offset`` (at most ``received``) and return the new length, on disk."""

    def read(self, part: UUID) -> bytes:
        """What is here of the part; empty when nothing."""

    def complete(self, part: UUID, tenant: int, sha256: str) -> bool:
        """Turn the part into the file ``sha256`` when the hash fits; else drop it. On disk at return."""

    def discard(self, part: UUID) -> None:
        """Forget a part. A no-op without one."""

    def remove(self, tenant: int, sha256: str) -> None:
        """Delete the file. A no-op without one. Only for files that nobody else can name: see ``copies``."""

    def forget_parts(self, before: float) -> int:
        """Forget parts that nothing was added to since ``before`` (seconds since 1970); returns how many."""

    def open(self, tenant: int, sha256: str) -> BinaryIO:
        """The file for reading. Raises ``FileNotFoundError``."""


class FolderStorage:
    """Files in a folder, spread over 256 sub-folders a tenant."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def received(self, part: UUID) -> int:
        path = self._part(part)
        return path.stat().st_size if path.exists() else 0

    def append(self, part: UUID, offset: int, content: bytes) -> int:
        path = self._part(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            file.seek(offset)
            file.write(content)
            file.truncate()  # a part that was half written before a crash ends here
            file.flush()
            os.fsync(file.fileno())
        return offset + len(content)

    def read(self, part: UUID) -> bytes:
        path = self._part(part)
        return path.read_bytes() if path.exists() else b""

    def complete(self, part: UUID, tenant: int, sha256: str) -> bool:
        path = self._part(part)
        if _hash_of(path) != sha256:
            self.discard(part)
            return False
        target = self._file(tenant, sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
        _sync_folder(target.parent)
        return True

    def discard(self, part: UUID) -> None:
        self._part(part).unlink(missing_ok=True)

    def remove(self, tenant: int, sha256: str) -> None:
        self._file(tenant, sha256).unlink(missing_ok=True)

    def forget_parts(self, before: float) -> int:
        old = [path for path in self.root.glob("parts/*") if path.stat().st_mtime < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def open(self, tenant: int, sha256: str) -> BinaryIO:
        return self._file(tenant, sha256).open("rb")

    def _part(self, part: UUID) -> Path:
        return self.root / "parts" / str(part)

    def _file(self, tenant: int, sha256: str) -> Path:
        return self.root / str(tenant) / sha256[:2] / sha256


def _hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in _chunks(file):
            digest.update(chunk)
    return digest.hexdigest()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _sync_folder(folder: Path) -> None:
    """The new name itself must be on disk, too, before the phone deletes its photo."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
