"""HTML to PDF. WeasyPrint needs Pango from the operating system, so it is imported only when a file is wanted."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gnbv.errors import GnbvError

logger = logging.getLogger(__name__)


class PdfUnavailable(GnbvError):
    """This machine cannot make PDF files; everything else works."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            "pdf_unavailable",
            "Máy chủ này chưa làm được tệp PDF vì thiếu thư viện Pango. Phiếu không mất. "
            "Mở trang in rồi in thẳng từ trình duyệt, hoặc nhờ người quản trị cài "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
            "This server cannot make PDF files because the Pango library is missing. Nothing was lost. "
            "Print from the browser instead, or ask the administrator to install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0.",
        )


def pdf(html: str, stylesheet: Path) -> bytes:
    """The pages of ``html`` with one stylesheet. Nothing is fetched: no picture or style may come from elsewhere.

    Raises PdfUnavailable when the system's text library is missing.
    """
    return Press(stylesheet).pdf(html)


class Press:
    """Prints many documents with one stylesheet, read and matched with the system's fonts once: half the time of each.
    For one thread. Raises PdfUnavailable when the system's text library is missing."""

    def __init__(self, stylesheet: Path) -> None:
        try:
            from weasyprint import CSS, HTML
            from weasyprint.text.fonts import FontConfiguration
        except (ImportError, OSError) as error:
            logger.warning("PDF is not available: %s", error)
            raise PdfUnavailable() from error
        self._html = HTML
        self._fonts = FontConfiguration()
        self._styles = [CSS(filename=str(stylesheet), font_config=self._fonts)]

    def pdf(self, html: str) -> bytes:
        """The pages of ``html``. Nothing is fetched."""
        with _collector_at_rest():
            document: bytes = self._html(string=html, url_fetcher=_refuse).write_pdf(
                stylesheets=self._styles, font_config=self._fonts
            )
        return document

    def pages(self, html: str) -> list[bytes]:
        """Each page of ``html`` as a file of its own: laid out together they cost less than one by one."""
        with _collector_at_rest():
            document = self._html(string=html, url_fetcher=_refuse).render(
                stylesheets=self._styles, font_config=self._fonts
            )
            return [document.copy([page]).write_pdf() for page in document.pages]

    def joined(self, pages: Iterable[str]) -> bytes:
        """Several printed pages as one file, each beginning on a sheet of its own. Raises ``ValueError`` without any."""
        documents = [
            self._html(string=html, url_fetcher=_refuse).render(
                stylesheets=self._styles, font_config=self._fonts
            )
            for html in pages
        ]
        if not documents:
            raise ValueError("there is nothing to print")
        sheets = [sheet for document in documents for sheet in document.pages]
        whole: bytes = documents[0].copy(sheets).write_pdf()
        return whole


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """While a layout grows there is no circular garbage to find in it, and looking for it takes a fifth of the time."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def _refuse(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"not fetched: {url[:80]}")
