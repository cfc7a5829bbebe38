"""Files that only the owner may read: keys and the secret of the session."""

from __future__ import annotations

import os
from pathlib import Path


def write_secret(path: Path, content: bytes) -> bool:
    """Write a file that only the owner may read, never over an existing one. False when it was there already."""
    part = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(
            part, path
        )  # unlike a rename it never replaces: two processes starting together agree on one key
        return True
    except FileExistsError:
        return False
    finally:
        part.unlink()
