"""A file that somebody sent, to one who may read it: shown when it can only be a picture, sound or film, else saved."""

from __future__ import annotations

from typing import BinaryIO

from flask import Response, send_file

from gnbv.models import Attachment
from gnbv.services import attachments

POLICY = "sandbox; default-src 'none'"
ENDINGS = {"application/pdf": "pdf", "text/csv": "csv"}


def show(row: Attachment, content: BinaryIO) -> Response:
    """Bytes of others never become a page of ours, whatever the row says they are."""
    kind = attachments.safe_type(row.content_type)
    is_shown = kind.startswith(("image/", "audio/", "video/"))
    response = send_file(
        content,
        mimetype=kind,
        as_attachment=not is_shown,
        download_name=None if is_shown else f"{row.sha256[:12]}.{ENDINGS.get(kind, 'bin')}",
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response
