"""The parts of a submission's post: one document, any number of files."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import current_app, request
from werkzeug.formparser import FormDataParser

from gnbv.errors import Invalid
from gnbv.services.openrosa_files import File
from gnbv.views import openrosa_answers

XML_FILE = "xml_submission_file"
INCOMPLETE = "*isIncomplete*"
MOST_PARTS = 200


def _memory(*_: object, **__: object) -> IO[bytes]:
    return BytesIO()


def read() -> tuple[bytes, list[File]]:
    """The XML and the files of a multipart post. Raises ``Invalid`` without the XML, ``TooLarge``."""
    limit = current_app.config["SYNC_MAX_ITEM_BYTES"]
    # In memory, which the limit of the post allows: a cut connection must leave no temporary file behind.
    parser = FormDataParser(stream_factory=_memory, max_form_memory_size=limit, max_form_parts=MOST_PARTS)
    kind = request.mimetype if request.mimetype == "multipart/form-data" else ""
    _, form, parts = parser.parse(request.stream, kind, request.content_length, request.mimetype_params)
    files = list(parts.items(multi=True))
    documents = [part.read() for name, part in files if name == XML_FILE]
    documents += [text.encode() for text in form.getlist(XML_FILE)]
    if len(documents) != 1 or not documents[0].strip():
        raise Invalid(
            "no_xml",
            "Gói gửi lên không có đúng một phần xml_submission_file nên chưa nhận. Phiếu vẫn giữ trên máy. Gửi lại.",
            "The post does not hold exactly one part xml_submission_file, so nothing was taken. The survey is kept on "
            "the phone. Send it again.",
        )
    if len(documents[0]) > limit:
        raise openrosa_answers.too_large()
    return documents[0], [
        # Some programs name a file by the field, some by its file name: the answers know it by the latter.
        File(part.filename or name, part.content_type or "", part.read())
        for name, part in files
        if name not in (XML_FILE, INCOMPLETE)
    ]
