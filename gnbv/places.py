"""Where this installation keeps what is not in the database: keys and attachments."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from gnbv.storage import FolderStorage, Storage


def instance_folder() -> Path:
    """The instance folder of the running application. Needs an application context."""
    return Path(current_app.config["INSTANCE"])


def storage() -> Storage:
    """The store for files of surveys."""
    return FolderStorage(instance_folder() / "attachments")


def copy_storage() -> Storage:
    """The store for photos of phones' second copies, which are deleted when a phone lets them go."""
    return FolderStorage(instance_folder() / "copies")


def largest_file() -> int:
    """How many bytes a photo or scan may have here."""
    return int(current_app.config["ATTACHMENT_MAX_BYTES"])
