"""The XML documents of OpenRosa 1.0: form list, manifest, and the envelope of every other answer."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from gnbv.services.form_media import Media
from gnbv.services.openrosa_forms import Listed

FORM_LIST = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"
# What XML 1.0 cannot hold, whatever somebody typed into a title.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def form_list(rows: Iterable[Listed], url: Callable[[str, UUID], str]) -> bytes:
    """``url(endpoint, version id)`` gives the addresses of sheet and manifest."""
    root = ET.Element("xforms", xmlns=FORM_LIST)
    for row in rows:
        form = ET.SubElement(root, "xform")
        _add(form, "formID", row.form)
        _add(form, "name", row.title)
        _add(form, "version", row.version)
        _add(form, "hash", f"md5:{row.md5}")
        _add(form, "downloadUrl", url("show", row.id))
        _add(form, "manifestUrl", url("manifest", row.id))
    return _bytes(root)


def manifest(files: Iterable[Media], address: Mapping[str, str]) -> bytes:
    """``address``: name of a file → where it is fetched."""
    root = ET.Element("manifest", xmlns=MANIFEST)
    for file in files:
        media = ET.SubElement(root, "mediaFile")
        _add(media, "filename", file.name)
        _add(media, "hash", f"md5:{file.md5}")
        _add(media, "downloadUrl", address[file.name])
    return _bytes(root)


def message(words: str, nature: str, instance_id: str = "") -> bytes:
    """The envelope ``OpenRosaResponse``, with the id of the submission when it was taken."""
    root = ET.Element("OpenRosaResponse", xmlns=RESPONSE)
    _add(root, "message", words).set("nature", nature)
    if instance_id:
        ET.SubElement(
            root, "submissionMetadata", xmlns="http://www.opendatakit.org/xforms", instanceID=NOT_XML.sub("", instance_id)
        )  # fmt: skip
    return _bytes(root)


def _add(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = NOT_XML.sub("", text)
    return element


def _bytes(root: ET.Element) -> bytes:
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text
