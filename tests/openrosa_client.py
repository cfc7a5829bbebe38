"""An OpenRosa client written from the specification (OpenRosa 1.0: authentication, form discovery, manifest, metadata,
form submission), over a real connection: what a program on a phone does, and nothing that it could not know."""

from __future__ import annotations

import base64
import copy
import hashlib
import http.client
import uuid
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

FORM_LIST = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"
RESPONSE = "{http://openrosa.org/http/response}"
XFORMS = "{http://www.w3.org/2002/xforms}"
JAVAROSA = "{http://openrosa.org/javarosa}"


class Refused(Exception):
    """The server said no; ``words`` are those of the envelope, for the person with the phone."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(f"{status} {words}")
        self.status = status
        self.words = words


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def words(self) -> str:
        message = ET.fromstring(self.body).find(f"{RESPONSE}message")
        assert message is not None, self.body
        return message.text or ""


@dataclass
class Entry:
    """One sheet of the form list."""

    form: str
    name: str
    version: str
    hash: str
    url: str
    manifest_url: str


@dataclass
class Client:
    """``server``: the address a person types into the app, such as ``https://xa.vn/openrosa``."""

    server: str
    username: str = ""
    password: str = ""
    timeout: float = 20
    challenged: bool = field(default=False, init=False)

    def form_list(self) -> list[Entry]:
        root = ET.fromstring(self._get(f"{self.server}/formList").body)
        assert root.tag == f"{FORM_LIST}xforms"
        names = ("formID", "name", "version", "hash", "downloadUrl", "manifestUrl")
        return [
            Entry(*((form.findtext(f"{FORM_LIST}{name}") or "") for name in names))
            for form in root.findall(f"{FORM_LIST}xform")
        ]

    def download(self, entry: Entry) -> str:
        body = self._get(entry.url).body
        assert entry.hash == "md5:" + hashlib.md5(body).hexdigest()
        return body.decode()

    def manifest(self, entry: Entry) -> dict[str, bytes]:
        """The files beside a sheet, each checked against its hash."""
        root = ET.fromstring(self._get(entry.manifest_url).body)
        assert root.tag == f"{MANIFEST}manifest"
        files = {}
        for media in root.findall(f"{MANIFEST}mediaFile"):
            name = media.findtext(f"{MANIFEST}filename") or ""
            content = self._get(media.findtext(f"{MANIFEST}downloadUrl") or "").body
            assert media.findtext(f"{MANIFEST}hash") == "md5:" + hashlib.md5(content).hexdigest()
            files[name] = content
        return files

    def probe(self) -> tuple[str, int]:
        """``HEAD``: where to post, and how many bytes at once."""
        reply = self.request("HEAD", f"{self.server}/submission")
        if reply.status != 204:
            raise Refused(reply.status, "")
        return reply.headers["location"], int(reply.headers["x-openrosa-accept-content-length"])

    def submit(
        self, xml: bytes, files: dict[str, tuple[str, bytes]] | None = None, *, most: int = 0
    ) -> list[Reply]:
        """Post a submission in as few posts as the server's limit (or ``most`` bytes) allows; the replies of all.

        Every post holds the XML; all but the last say that more is to come.
        """
        location, limit = self.probe()
        limit = most or limit
        posts: list[dict[str, tuple[str, bytes]]] = [{}]
        for name, (kind, content) in (files or {}).items():
            here = len(xml) + sum(len(one) for _, one in posts[-1].values())
            if posts[-1] and here + len(content) > limit:
                posts.append({})
            posts[-1][name] = (kind, content)
        replies = []
        for place, part in enumerate(posts):
            replies.append(self.post(location, xml, part, is_incomplete=place < len(posts) - 1))
        return replies

    def post(
        self, location: str, xml: bytes, files: dict[str, tuple[str, bytes]], *, is_incomplete: bool = False
    ) -> Reply:
        boundary = uuid.uuid4().hex
        parts = [("xml_submission_file", "submission.xml", "text/xml; charset=utf-8", xml)]
        parts += [(name, name, kind, content) for name, (kind, content) in files.items()]
        body = b"".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            f"Content-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n\r\n".encode()
            + content
            + b"\r\n"
            for name, filename, kind, content in parts
        )
        if is_incomplete:
            body += f'--{boundary}\r\nContent-Disposition: form-data; name="*isIncomplete*"\r\n\r\nyes\r\n'.encode()
        body += f"--{boundary}--\r\n".encode()
        reply = self.request("POST", location, body, f"multipart/form-data; boundary={boundary}")
        if reply.status not in (201, 202):
            raise Refused(reply.status, reply.words)
        return reply

    def request(self, method: str, url: str, body: bytes | None = None, kind: str = "") -> Reply:
        """One request; a challenge is answered once with Basic, as RFC 7617 writes it."""
        reply = self._send(method, url, body, kind)
        if reply.status == 401 and self.username and not self.challenged:
            assert reply.headers["www-authenticate"].startswith("Basic ")
            self.challenged = True
            reply = self._send(method, url, body, kind)
        return reply

    def _get(self, url: str) -> Reply:
        reply = self.request("GET", url)
        assert reply.headers["x-openrosa-version"] == "1.0"
        if reply.status != 200:
            raise Refused(reply.status, reply.words)
        return reply

    def _send(self, method: str, url: str, body: bytes | None, kind: str) -> Reply:
        address = urlsplit(url)
        headers = {"X-OpenRosa-Version": "1.0", "Date": formatdate(usegmt=True), "Connection": "close"}
        if kind:
            headers["Content-Type"] = kind
        if self.challenged:
            pair = f"{self.username}:{self.password}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode()
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=self.timeout)
        try:
            connection.request(method, f"{address.path}?{address.query}".rstrip("?"), body, headers)
            answer = connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()


def fill(xform: str, answers: dict[str, Any], instance_id: str = "", *, replaces: str = "") -> bytes:
    """The instance of an XForm with the answers of a document (nested, repeats as lists) and its metadata."""
    model = next(one for one in ET.fromstring(xform).iter() if one.tag == f"{XFORMS}model")
    instance = next(one for one in model if one.tag == f"{XFORMS}instance")
    root = copy.deepcopy(instance[0])
    _fill(root, answers)
    meta = root.find(f"{XFORMS}meta")
    if meta is None:
        meta = next(one for one in root if one.tag.endswith("}meta"))
    _child(meta, "instanceID").text = instance_id or f"uuid:{uuid.uuid4()}"
    if replaces:
        ET.SubElement(meta, f"{XFORMS}deprecatedID").text = replaces
    # The programs write the sheet's elements without a prefix; which one is written is a setting of the whole process.
    ET.register_namespace("", XFORMS[1:-1])
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _fill(element: ET.Element, answers: dict[str, Any]) -> None:
    names = list(dict.fromkeys(child.tag for child in element))
    for tag in names:
        name = tag.rpartition("}")[2]
        here = [child for child in element if child.tag == tag]
        value = answers.get(name)
        if any(f"{JAVAROSA}template" in child.attrib for child in here):
            _repeat(element, here, value or [])
        elif isinstance(value, dict):
            _fill(here[0], value)
        elif len(here[0]):
            _fill(here[0], {})
        elif value is not None:
            here[0].text = value


def _repeat(parent: ET.Element, here: list[ET.Element], values: list[dict[str, Any]]) -> None:
    template = next(child for child in here if f"{JAVAROSA}template" in child.attrib)
    place = list(parent).index(here[0])
    for child in here:
        parent.remove(child)
    for offset, value in enumerate(values):
        made = copy.deepcopy(template)
        del made.attrib[f"{JAVAROSA}template"]
        _fill(made, value)
        parent.insert(place + offset, made)


def _child(parent: ET.Element, name: str) -> ET.Element:
    return next(child for child in parent if child.tag.endswith(f"}}{name}"))
