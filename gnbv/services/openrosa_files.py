"""The files of a submission: each belongs to the question that names it, and is what it says it is."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from gnbv.errors import Invalid, TooLarge

# The first bytes of a kind of file; audio has too many kinds, its name and label are believed.
STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
# The brand of an MPEG-4 file, by its first letters; any other is video/mp4.
BRANDS = ((b"M4A", "audio/mp4"), (b"3g", "video/3gpp"), (b"qt", "video/quicktime"))
CLAIMED = re.compile(r"audio/[\w.+-]{1,80}", re.ASCII)
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
                "nội dung không phải ảnh, âm thanh, phim hay PDF",
                "it is not an image, sound, film or PDF",
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
    if file.content[4:8] == b"ftyp":
        return next((kind for brand, kind in BRANDS if file.content[8:].startswith(brand)), "video/mp4")
    ending = file.name.rpartition(".")[2].lower()
    if ending == "csv":  # the log of how the questions were asked
        return "text/csv" if _is_text(file.content) else None
    if file.content.lstrip()[:1] == b"<":
        return None
    claimed = file.content_type.split(";")[0].strip().lower()
    if claimed.startswith("audio/") and CLAIMED.fullmatch(claimed):
        return claimed
    return BELIEVED.get(ending) if not claimed.startswith("image/") else None


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode()
    except UnicodeDecodeError:
        return False


def _refused(file: File, vi: str, en: str, code: str) -> Invalid:
    name = file.name[:80]
    return Invalid(
        code,
        f"Tệp “{name}” chưa nhận được: {vi}. Phiếu và tệp vẫn giữ trên máy. Kiểm tra tệp rồi gửi lại.",
        f"The file “{name}” was not taken: {en}. Survey and file are kept on the phone. Check it and send again.",
        file=name,
    )
