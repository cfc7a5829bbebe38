"""An address as a drawing that a telephone's camera reads."""

from __future__ import annotations

import segno
from markupsafe import Markup


def drawn(address: str) -> Markup:
    """Inside the page itself: neither the page nor its PDF fetches a picture."""
    made = segno.make_qr(address, error="m").svg_inline(
        border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(made)
