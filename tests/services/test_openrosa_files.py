"""What a file of a submission is, by its content and not by its claim."""

from __future__ import annotations

import pytest

from gnbv.errors import Invalid, TooLarge
from gnbv.services.openrosa_files import File, match
from tests.openrosa_stage import JPEG, PNG


@pytest.mark.parametrize(
    ("name", "claimed", "content", "kind"),
    [
        ("a.jpg", "", JPEG, "image/jpeg"),
        ("a.jpg", "image/jpeg", PNG, "image/png"),
        ("a", "x/y", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        ("a.pdf", "", b"%PDF-1.7", "application/pdf"),
        ("a.mp4", "video/mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
        ("a.3gp", "video/mp4", b"\0\0\0\x18ftyp3gp4", "video/3gpp"),
        ("a.m4a", "", b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        ("a.amr", "", b"#!AMR\n", "audio/amr"),
        ("a.wav", "audio/x-wav; x=y", b"RIFF\0\0\0\0WAVE", "audio/x-wav"),
        ("audit.csv", "text/csv", "event,nút\n".encode(), "text/csv"),
    ],
)
def test_it_knows_a_kind_by_its_content(name: str, claimed: str, content: bytes, kind: str) -> None:
    (found,) = match([File(name, claimed, content)], {name: ["q"]}, 1000_000)
    assert (found.ref, found.content_type) == ("q", kind)


@pytest.mark.parametrize(
    ("name", "claimed", "content"),
    [
        ("a.jpg", "image/jpeg", b"<svg onload=alert(1)>"),
        ("a.html", "text/html", b"<html>"),
        ("a.mp3", "audio/mpeg", b" <script>"),
        ("a.exe", "application/octet-stream", b"MZ\x90"),
        ("a.csv", "text/csv", b"\0\0"),
        ("a.jpg", "image/jpeg", b"GIF89a"),
    ],
)
def test_it_refuses_every_other_kind(name: str, claimed: str, content: bytes) -> None:
    with pytest.raises(Invalid):
        match([File(name, claimed, content)], {name: ["q"]}, 1000)


def test_it_gives_one_file_to_every_question_that_names_it() -> None:
    assert [one.ref for one in match([File("a", "", JPEG)], {"a": ["x", "y@1"]}, 10**6)] == ["x", "y@1"]
    with pytest.raises(Invalid):
        match([File("b", "", JPEG)], {"a": ["x"]}, 10**6)
    with pytest.raises(TooLarge):
        match([File("a", "", JPEG)], {"a": ["x"]}, 100)


def test_it_takes_no_header_out_of_a_claim() -> None:
    (found,) = match([File("a.mp3", "audio/m\r\nX: y", b"ID3")], {"a.mp3": ["q"]}, 100)
    assert found.content_type == "audio/mpeg"
