"""Which villages are ready for the commune's decision, and what blocks the others, in words and with where it is mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.models import (
    ChangeState,
    Complaint,
    ComplaintState,
    HouseholdChange,
    Posting,
    Recognition,
    Round,
    RoundHousehold,
    RoundStatus,
    Unit,
    VillageReview,
    VillageStage,
)
from gnbv.services import (
    board_classes,
    recognition_cover,
    recognition_lists,
    recognition_road,
    standard_uses,
)
from gnbv.services.recognition_lists import Line
from gnbv.services.recognition_road import Block, named
from gnbv.services.village_results import HomeResult

# The road is done up to the decision; a second standard may be signed after the first.
READY = (VillageStage.SUBMISSION, VillageStage.RECOGNITION, VillageStage.CERTIFICATES)


@dataclass
class VillageState:
    """A village before the decision. ``signed``: the decision that has recognised it under this standard."""

    unit: Unit
    stage: VillageStage | None
    lines: list[Line]
    blocks: list[Block]
    signed: Recognition | None = None
    left: int = 0

    @property
    def is_ready(self) -> bool:
        return not self.blocks and self.signed is None


def of_round(session: Session, round_: Round, standard: str) -> list[Block]:
    """What stands in the way of any decision of the round under the standard."""
    here = {"round_id": round_.id}
    found = []
    if round_.status is not RoundStatus.OPEN:
        word = "đã khép" if round_.status is RoundStatus.CLOSED else "chưa mở"
        word_en = "closed" if round_.status is RoundStatus.CLOSED else "not open yet"
        found.append(
            Block("round_closed", f"đợt rà soát {word}", f"the round is {word_en}", "rounds.show", here)
        )
    if standard not in standard_uses.of(round_).recognition:
        found.append(
            Block(
                "standard_unused", "chuẩn này không dùng để lập danh sách của đợt",
                "this standard serves no list of the round", "standard_uses.show", here,
            )
        )  # fmt: skip
    elif standard_uses.needs_word(round_):
        found.append(
            Block(
                "uses_unconfirmed", "chưa có người xác nhận chuẩn nào dùng cho danh sách nào",
                "nobody has confirmed which standard serves which list", "standard_uses.show", here,
            )
        )  # fmt: skip
    return found


def villages(session: Session, round_: Round, standard: str) -> list[VillageState]:
    """Every village with listed homes, by name, under one standard. A dozen statements, whatever the size."""
    units = {
        unit.id: unit
        for unit in session.scalars(
            select(Unit).where(
                Unit.tenant == round_.tenant,
                Unit.id.in_(
                    select(RoundHousehold.unit_id).where(
                        RoundHousehold.tenant == round_.tenant, RoundHousehold.round_id == round_.id
                    )
                ),
            )
        )
    }
    stages = {
        row.unit_id: row.stage
        for row in session.scalars(
            select(VillageReview).where(
                VillageReview.tenant == round_.tenant, VillageReview.round_id == round_.id
            )
        )
    }
    found = recognition_lists.homes(session, round_, units)
    lines: dict[UUID, list[Line]] = {}
    for line in recognition_lists.lines(session, round_, standard, found):
        lines.setdefault(line.home.line.unit_id, []).append(line)
    absent = recognition_lists.closed_by_sheet(
        session, round_.tenant, [one for one in found if standard not in one.proposals]
    )
    waiting, open_complaints = _waiting_changes(session, round_), _open_complaints(session, round_)
    decided = recognition_cover.villages(session, round_, standard)
    vi, en = (
        board_classes.standard_names(session, round_, one).get(standard, standard) for one in ("vi", "en")
    )
    off = recognition_road.off(
        session, round_, standard, [line.home for here in lines.values() for line in here]
    )
    made = []
    for unit in sorted(units.values(), key=lambda one: one.name):
        here = [one for one in found if one.line.unit_id == unit.id]
        open_ = [one for one in here if standard not in one.proposals and one.household.id not in absent]
        state = VillageState(unit, stages.get(unit.id), lines.get(unit.id, []), [], decided.get(unit.id))
        state.left = len(here) - len(state.lines) - len(open_)
        state.blocks = _blocks(round_, state, open_, vi, en)
        if state.stage in READY:
            state.blocks += recognition_road.blocks(round_, unit, [line.home for line in state.lines], off)
        state.blocks += _waiting(round_, state, waiting[unit.id], open_complaints[unit.id])
        made.append(state)
    return made


def words(blocks: Sequence[Block]) -> tuple[str, str]:
    """The clauses in a row, in both languages."""
    return "; ".join(one.vi for one in blocks), "; ".join(one.en for one in blocks)


def _blocks(round_: Round, state: VillageState, open_: list[HomeResult], name: str, en: str) -> list[Block]:
    here = {"round_id": round_.id, "unit_id": state.unit.id}
    found = []
    if state.stage not in READY:
        word = state.stage.label if state.stage else VillageStage.LIST.label
        key = state.stage.value if state.stage else VillageStage.LIST.value
        found.append(
            Block(
                "not_submitted", f"thôn đang ở bước “{word}”, chưa tới bước trình",
                f"the village is at “{key}” and not ready to be submitted", "procedures.show", here,
            )
        )  # fmt: skip
    if open_:
        found.append(
            Block(
                "no_class", f"{len(open_)} hộ chưa có phân loại theo {name} (hộ {named(open_)})",
                f"{len(open_)} households have no class under {en} ({named(open_)})",
                "boards.show", {"round_id": round_.id},
            )
        )  # fmt: skip
    shown = [line.home for line in state.lines if line.is_illustrative]
    if shown:
        found.append(
            Block(
                "illustrative",
                f"{len(shown)} hộ chỉ có kết quả MINH HỌA theo {name} (hộ {named(shown)}): lãnh đạo xã và quản trị viên xác "
                "nhận bộ chuẩn, hoặc người duyệt mở lại rồi trả từng phiếu để ghi B1, mười hai chỉ số và phân loại từ phiếu giấy đã ký",
                f"{len(shown)} households have only an ILLUSTRATIVE result under {en} ({named(shown)}): the leader "
                "and an administrator confirm the standard, or a supervisor opens each sheet again and sends it back "
                "so that B1, the twelve marks and the class are keyed in from the signed paper sheet",
                "packs.index",
                other="boards.households",
                other_values={"round_id": round_.id, "village": str(state.unit.id), "state": "approved"},
            )
        )  # fmt: skip
    return found


def _waiting(round_: Round, state: VillageState, changes: int, complaints: int) -> list[Block]:
    found = []
    if complaints:
        found.append(
            Block(
                "open_complaints", f"còn {complaints} khiếu nại chưa trả lời",
                f"{complaints} complaints are not answered", "complaints.index",
                {"round": str(round_.id), "village": str(state.unit.id)},
            )
        )  # fmt: skip
    if changes:
        found.append(
            Block(
                "changes_wait", f"{changes} thay đổi của hộ chờ xác nhận",
                f"{changes} changes of households wait to be confirmed", "household_changes.index",
                {"round_id": round_.id},
            )
        )  # fmt: skip
    if not state.lines and not state.blocks and not found:
        found.append(Block("empty", "không có hộ nào để công nhận", "there is no household to recognise"))
    return found


def _waiting_changes(session: Session, round_: Round) -> Counter[UUID]:
    return Counter(
        session.scalars(
            select(HouseholdChange.unit_id).where(
                HouseholdChange.tenant == round_.tenant,
                HouseholdChange.round_id == round_.id,
                HouseholdChange.state == ChangeState.PROPOSED,
            )
        )
    )


def _open_complaints(session: Session, round_: Round) -> Counter[UUID]:
    return Counter(
        session.scalars(
            select(Complaint.village_id)
            .join(Posting, (Posting.tenant == Complaint.tenant) & (Posting.id == Complaint.posting_id))
            .join(
                VillageReview,
                (VillageReview.tenant == Posting.tenant) & (VillageReview.id == Posting.review_id),
            )
            .where(
                Complaint.tenant == round_.tenant,
                VillageReview.round_id == round_.id,
                Complaint.state.in_([ComplaintState.RECEIVED, ComplaintState.CHECKING]),
            )
        )
    )
