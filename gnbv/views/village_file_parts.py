"""The printed parts of a village's file, in the order of its first page, and the scans that go with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import render_template
from sqlalchemy.orm import Session

from gnbv.models import Attachment, RecognitionList
from gnbv.permissions import Actor
from gnbv.services import documents, posting_pages, village_file_gaps, village_files, village_steps
from gnbv.services.village_files import VillageFile

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


@dataclass(frozen=True)
class Line:
    """One line of the index. ``title`` stands on paper, ``code`` has its words on the screen."""

    code: str
    title: str
    count: int


@dataclass(frozen=True)
class Scan:
    """A photo or scan with the name that it has in the ZIP."""

    name: str
    row: Attachment


def index(found: VillageFile) -> list[Line]:
    """What the file holds, for its first page and the page on the screen."""
    lines = [Line("list", "Danh sách hộ rà soát", len(found.homes))]
    if found.is_whole:
        lines.append(Line("sheets", "Phiếu rà soát đã duyệt", len(found.surveys)))
    return [
        *lines,
        Line("minutes", "Biên bản họp dân", len(found.held())),
        Line("postings", "Bản niêm yết", len(found.postings)),
        Line("complaints", "Khiếu nại và trả lời", len(found.complaints)),
        Line("decision", "Quyết định công nhận", len(found.decisions)),
        Line("handover", "Giấy chứng nhận trong sổ giao", len(found.papers)),
        Line("recommendations", "Kiến nghị của Mặt trận", len(found.recommendations)),
    ]


def scans(found: VillageFile) -> list[Scan]:
    """Photos and scans under the folder of what they belong to. Complaints' papers only in the whole file."""
    named = [(f"3-bien-ban/lan-{row.number}", row.id) for row in found.meetings]
    named += [(f"4-niem-yet/lan-{row.number}", row.id) for row in found.postings]
    named += [(f"6-quyet-dinh/{place}", row.id) for place, row in enumerate(found.decisions, 1)]
    named += [(f"7-so-giao/{place}", subject) for place, subject in enumerate(found.books(), 1)]
    if found.is_whole:
        numbers = {one.household.id: one.household.number for one in found.homes}
        named += [(f"5-khieu-nai/{row.number}-{row.year}", row.id) for row in found.complaints]
        named += [(f"2-phieu/{numbers[row.household_id]:03d}", row.id) for row in found.surveys]
    return [
        Scan(f"{folder}-{row.question.replace('@', '-').replace('.', '-')}.{ENDINGS.get(row.content_type, 'bin')}", row)
        for folder, subject in named
        for row in found.files.get(subject, ())
    ]  # fmt: skip


def pages(session: Session, actor: Actor, found: VillageFile) -> Iterator[tuple[str, str]]:
    """Name and printed page of each part, the first page first. Sheets are made one by one as they are asked for."""
    yield (
        "0-muc-luc-va-con-thieu",
        _page(
            "cover",
            actor,
            found,
            missing=village_file_gaps.missing(found),
            index=index(found),
            scans=scans(found),
        ),
    )
    yield "1-danh-sach", _page("homes", actor, found)
    if found.is_whole:
        for survey in found.surveys:
            document = documents.finished(session, survey)
            name = f"2-phieu/{document.household.number:03d}"
            yield name, render_template("print/sheet.html", document=document, locale="vi", for_pdf=True)
    for meeting in found.held():
        if blocks := village_files.minutes(session, meeting):
            yield (
                f"3-bien-ban/lan-{meeting.number}",
                render_template("meetings/minutes.html", blocks=blocks, locale="vi", for_pdf=True),
            )
    for posting in found.postings:
        hangings = posting_pages.hangings(posting)
        yield (
            f"4-niem-yet/lan-{posting.number}",
            _page("posting", actor, found, posting=posting, hangings=hangings),
        )
    yield "5-khieu-nai/khieu-nai", _page("complaints", actor, found)
    lists = {one.value: one.label for one in RecognitionList}
    for place, decision in enumerate(found.decisions, 1):
        yield f"6-quyet-dinh/{place}", _page("decision", actor, found, decision=decision, lists=lists)
    yield "7-so-giao/so-giao", _page("handover", actor, found)
    names = village_steps.names(session, found.steps)
    yield "8-cac-buoc-va-kien-nghi", _page("course", actor, found, names=names)


def _page(name: str, actor: Actor, found: VillageFile, **context: Any) -> str:
    return render_template(
        f"village_files/{name}.html", file=found, actor=actor, locale="vi", for_pdf=True, **context
    )
