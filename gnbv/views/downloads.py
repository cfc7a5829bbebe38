"""What a browser saves: a printed page as PDF, an official document as DOCX, and the name of a file, any letters in a header that may hold ASCII alone."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

from flask import Response, current_app

from gnbv.rules.minutes import Block
from gnbv.services import documents_docx, documents_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ASCII_LETTERS = str.maketrans("đĐ", "dD")
UNSAFE = re.compile(r'[^\x20-\x7e]|["\\/]')


def name_file(response: Response, name: str, *, shown: bool = False) -> Response:
    """Have ``response`` saved as ``name``, or shown and then saved as it. Old programs get it without tone marks."""
    bare = unicodedata.normalize("NFD", name.translate(ASCII_LETTERS))
    plain = UNSAFE.sub("_", "".join(letter for letter in bare if not unicodedata.combining(letter)))
    names = {"filename": plain}
    if plain != name:
        names["filename*"] = "UTF-8''" + quote(name.encode("utf-8", "replace"), safe="")
    response.headers.set("Content-Disposition", "inline" if shown else "attachment", **names)
    return response


def as_pdf(page: str) -> Response:
    """A page made for print, as PDF. Raises what ``documents_pdf.pdf`` raises."""
    stylesheet = Path(str(current_app.static_folder)) / "css" / "print.css"
    return Response(documents_pdf.pdf(page, stylesheet), mimetype="application/pdf")


def as_docx(blocks: list[Block], title: str) -> Response:
    """The blocks of an official document, as DOCX."""
    return Response(documents_docx.docx(blocks, title), mimetype=DOCX)
