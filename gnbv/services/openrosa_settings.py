"""The settings of an ODK program as one picture: what its own "scan QR code" reads."""

from __future__ import annotations

import base64
import io
import json
import zlib

import segno


def picture(server: str, project: str) -> str:
    """A QR code as a ``data:`` address (SVG) that sets up ODK Collect and its relatives for ``server``."""
    settings = {
        "general": {"protocol": "odk_default", "server_url": server, "form_update_mode": "match_exactly"},
        "admin": {},
        "project": {"name": project, "icon": "🏠"},
    }
    packed = base64.b64encode(zlib.compress(json.dumps(settings).encode())).decode()
    drawn = io.BytesIO()
    segno.make(packed, error="l", micro=False).save(
        drawn, kind="svg", scale=4, border=4, dark="#000", light="#fff"
    )
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.getvalue()).decode()
