"""The text of a certificate, as print and PDF show it. Rendered without a request: the worker prints, too.

The layout is provisional: the official form was not seen. Nothing is read here that is not on the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from jinja2 import Environment, FileSystemLoader
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from gnbv.models import Certificate, HouseholdClass, Pack
from gnbv.services import certificate_codes, pack_files

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STYLESHEET = Path(__file__).resolve().parent.parent / "static" / "css" / "certificate.css"
SERIES = {HouseholdClass.POOR: "GCN-HN", HouseholdClass.NEAR_POOR: "GCN-HCN"}


class Setting(NamedTuple):
    """A way to set the members: how many columns, how many letters of a name and of a relation go on a line (of a wide
    typeface), millimetres of a line and around a row."""

    name: str
    columns: int
    of_name: int
    of_relation: int
    line: float
    around: float


# The first that fits is taken; ``ROOM`` is the height in millimetres between the words and the foot (static/css/certificate.css).
SETTINGS = (
    Setting("few", 1, 50, 24, 5.3, 1.5),
    Setting("many", 2, 23, 14, 4.3, 1.1),
    Setting("crowd", 2, 29, 17, 3.2, 0.7),
    Setting("throng", 3, 20, 11, 2.8, 0.6),
    Setting("host", 3, 24, 14, 2.2, 0.5),
)
ROOM, LINE, LETTERS = 62.0, 5.6, 46


class Member(NamedTuple):
    number: int
    name: str
    birth: str
    relation: str


@dataclass(frozen=True)
class Paper:
    """Everything that one certificate shows, in the words of the paper. ``id``, ``tenant``: whose it is; not shown."""

    id: UUID
    tenant: int
    commune: str
    town: str
    figure: str
    kind: str
    replaces: str
    head_name: str
    household_code: str
    place: str
    decision: str
    decided_on: str
    standard: str
    valid_from: str
    valid_to: str
    members: tuple[Member, ...]
    page: str
    code: str
    address: str
    year: int
    signer_post: str
    signer_name: str

    @property
    def count(self) -> int:
        return len(self.members)

    @property
    def setting(self) -> Setting:
        return next((one for one in SETTINGS if self._height(one) <= self._room()), SETTINGS[-1])

    @property
    def columns(self) -> list[tuple[Member, ...]]:
        return self._columns(self.setting)

    def _room(self) -> float:
        """What long names and the line of a re-issue leave of it."""
        longest = (len(self.head_name) + 22, len(self.place) + 13, len(self.decision) + 33)
        return ROOM - LINE * (sum(-(-one // LETTERS) - 1 for one in longest) + bool(self.replaces))

    def _columns(self, setting: Setting) -> list[tuple[Member, ...]]:
        height = -(-self.count // setting.columns) or 1
        return [self.members[at : at + height] for at in range(0, self.count, height)]

    def _height(self, setting: Setting) -> float:
        head = setting.line * (1 if setting.columns == 1 else 2) + setting.around
        rows = (
            sum(
                max(-(-len(one.name) // setting.of_name), -(-len(one.relation) // setting.of_relation), 1)
                * setting.line
                + setting.around
                for one in column
            )
            for column in self._columns(setting)
        )
        return head + max(rows, default=0.0)

    @property
    def qr_size(self) -> int:
        return certificate_codes.size(self.address)

    @property
    def qr_path(self) -> str:
        return certificate_codes.path(self.address)


def of(session: Session, rows: Iterable[Certificate]) -> list[Paper]:
    """The papers of these certificates, in their order. A few statements, whatever their number."""
    wanted = [row.id for row in rows]
    query = (
        select(Certificate)
        .where(Certificate.id.in_(wanted))
        .options(
            joinedload(Certificate.recognition), joinedload(Certificate.unit), joinedload(Certificate.village)
        )
        .execution_options(populate_existing=True)
    )
    found = {row.id: row for row in session.scalars(query)}
    standards = _standards(session, found.values())
    older = select(Certificate).where(
        Certificate.id.in_([row.replaces_id for row in found.values() if row.replaces_id])
    )
    replaced = {row.id: row for row in session.scalars(older)}
    return [
        _paper(row, standards, replaced.get(row.replaces_id) if row.replaces_id else None)
        for row in (found[id_] for id_ in wanted if id_ in found)
    ]


def html(
    papers: Sequence[Paper], *, title: str = "Giấy chứng nhận", stylesheet: str = "", back: Any = None
) -> str:
    """The pages of these papers. ``stylesheet`` and ``back`` are for the screen; a PDF needs neither."""
    text: str = _template().render(papers=papers, title=title, stylesheet=stylesheet, back=back)
    return text


def shown_birth(text: str) -> str:
    """``23/10/1960`` or ``1960``, as the register has it."""
    return f"{date.fromisoformat(text):%d/%m/%Y}" if len(text) == 10 else text


def relations() -> dict[str, str]:
    return {item["value"]: item["vi"] for item in pack_files.catalogue("relations")}


def _paper(row: Certificate, standards: dict[str, str], replaced: Certificate | None) -> Paper:
    decision, words = row.recognition, relations()
    page = row.address.removesuffix(f"/{row.code}")
    return Paper(
        id=row.id,
        tenant=row.tenant,
        commune=row.unit.name.upper(),
        town=row.unit.name.split(" ", 1)[-1],
        figure=f"{row.figure}/{SERIES[row.kind]}",
        kind=row.kind.label.upper(),
        replaces=f"(Cấp lại, thay giấy số {replaced.figure}/{SERIES[replaced.kind]})" if replaced else "",
        head_name=row.head_name,
        household_code=row.household_code,
        place=f"{row.village.name}, {row.unit.name[:1].lower()}{row.unit.name[1:]}",
        decision=row.decision_number,
        decided_on=_day(row.decided_on),
        standard=standards.get(decision.standard, decision.standard),
        valid_from=_day(row.valid_from),
        valid_to=_day(row.valid_to),
        members=tuple(
            Member(number, one["name"], shown_birth(one["birth"]), words.get(one["relation"], ""))
            for number, one in enumerate(row.members, 1)
        ),
        page=page.partition("://")[2] or page,
        code=certificate_codes.grouped(row.code),
        address=row.address,
        year=row.decided_on.year,
        signer_post=(decision.signer_post or "Chủ tịch").upper(),
        signer_name=decision.signer_name,
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _standards(session: Session, rows: Iterable[Certificate]) -> dict[str, str]:
    """Names by key, the newest version of each; always in Vietnamese."""
    keys = {row.recognition.standard for row in rows}
    packs = session.execute(
        select(Pack.key, Pack.name, Pack.data["name"]).where(Pack.key.in_(keys)).order_by(Pack.imported_at)
    )
    return {key: str((names or {}).get("vi") or name) for key, name, names in packs}


@lru_cache(maxsize=1)
def _template() -> Any:
    loader = FileSystemLoader(TEMPLATES / "certificates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "paper.html"
    )
