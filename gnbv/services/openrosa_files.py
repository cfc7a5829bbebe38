"""The files of a submission: each belongs to the question that names it, and is what it says it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gnbv.errors import Invalid, TooLarge

# The first bytes of a kind of file; audio has too many kinds, its name and label are believed.
STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
)
BELIEVED = {
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "amr": "audio/amr",
    "3gpp": "audio/3gpp",
    "ogg": "audio/ogg",
}


@dataclass(frozen=True)
class File:
    """One part of a post: the name it goes by, the type it claims."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Named:
    """A file with its question."""

    ref: str
    sha256: str
    content_type: str
    content: bytes


def match(files: list[File], named: dict[str, list[str]], limit: int) -> list[Named]:
    """Each file with every question that names it. Raises ``Invalid`` for a file that no answer names, an empty one
    and one that is not of an accepted kind, ``TooLarge`` over ``limit`` bytes."""
    found = []
    for file in files:
        refs = named.get(file.name)
        if not refs:
            raise _refused(
                file,
                "phiếu không nhắc tới tệp này",
                "no answer of the survey names this file",
                "file_unknown",
            )
        if not file.content:
            raise _refused(file, "tệp trống", "the file is empty", "file_empty")
        if len(file.content) > limit:
            raise TooLarge(
                "file_too_large",
                f"Tệp “{file.name[:80]}” lớn quá {limit // 1024 // 1024} MB nên chưa nhận. Tệp vẫn giữ trên máy. "
                "Chụp lại ảnh nhỏ hơn rồi gửi.",
                f"The file “{file.name[:80]}” is over {limit // 1024 // 1024} MB and was not taken. It is kept on the "
                "phone. Take a smaller photo and send again.",
            )
        kind = _kind(file)
        if kind is None:
            raise _refused(
                file,
                "nội dung không phải ảnh, âm thanh hay PDF",
                "it is not an image, sound or PDF",
                "file_type",
            )
        sha256 = hashlib.sha256(file.content).hexdigest()
        found += [Named(ref, sha256, kind, file.content) for ref in refs]
    return found


def _kind(file: File) -> str | None:
    for start, kind in STARTS:
        if file.content.startswith(start):
            return kind
    if file.content[:4] == b"RIFF" and file.content[8:12] == b"WEBP":
        return "image/webp"
    claimed = file.content_type.split(";")[0].strip().lower()
    if claimed.startswith("audio/") and claimed.isascii():
        return claimed
    return BELIEVED.get(file.name.rpartition(".")[2].lower()) if not claimed.startswith("image/") else None


def _refused(file: File, vi: str, en: str, code: str) -> Invalid:
    name = file.name[:80]
    return Invalid(
        code,
        f"Tệp “{name}” chưa nhận được: {vi}. Phiếu và tệp vẫn giữ trên máy. Kiểm tra tệp rồi gửi lại.",
        f"The file “{name}” was not taken: {en}. Survey and file are kept on the phone. Check it and send again.",
        file=name,
    )
