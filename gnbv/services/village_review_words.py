"""Why a village does not take a step now, and what is next: the refusals of its procedure."""

from __future__ import annotations

from datetime import date

from gnbv.errors import Conflict, Invalid
from gnbv.models import Round, RoundStatus, VillageStage
from gnbv.rules.procedure import Procedure
from gnbv.services.village_paper_gaps import Gap

# The decision is made: papers are printed and handed over whether the round is closed or not.
_AFTER_CLOSING = (VillageStage.CERTIFICATES,)
NAMES_EN = {
    VillageStage.LIST: "the list",
    VillageStage.SURVEY: "the survey",
    VillageStage.MEETING: "waiting for the meeting",
    VillageStage.MINUTES: "minutes",
    VillageStage.POSTING: "posting",
    VillageStage.COMPLAINTS: "complaints",
    VillageStage.SUBMISSION: "submission",
    VillageStage.RECOGNITION: "recognition",
    VillageStage.CERTIFICATES: "certificates",
}


def require_running(round_: Round, to: VillageStage) -> None:
    """Raises ``Conflict`` for a round that is not open."""
    if round_.status is RoundStatus.PLANNED:
        raise Conflict(
            "round_not_open",
            "Đợt rà soát chưa mở nên thôn chưa chuyển bước. Chưa có gì thay đổi. Mở đợt trước.",
            "The round is not open yet, so the village takes no step. Nothing was changed. Open the round first.",
        )
    if round_.status is RoundStatus.CLOSED and to not in _AFTER_CLOSING:
        raise Conflict(
            "round_closed",
            "Đợt rà soát đã khép nên thôn không chuyển bước nữa. Hồ sơ vẫn giữ nguyên. Cần làm tiếp thì mở lại đợt, ghi lý do.",
            "The round is closed, so the village takes no further step. Its file is kept. To go on, open the round again.",
        )


def out_of_order(
    at: VillageStage, to: VillageStage, following: VillageStage | None, road: Procedure
) -> Conflict:
    """For a stage that is passed, left out, or further ahead than the next one."""
    order = tuple(VillageStage)
    if not road.has(to.value):
        why = f"đợt này không có bước “{to.label}”", f"this round has no stage “{NAMES_EN[to]}”"
    elif order.index(to) < order.index(at):
        why = f"bước “{to.label}” đã qua", f"the stage “{NAMES_EN[to]}” is passed"
    else:
        why = f"chưa tới bước “{to.label}”", f"it is too early for “{NAMES_EN[to]}”"
    on = f"Bước tiếp theo là “{following.label}”" if following else "Thôn đã đi hết các bước"
    on_en = f"The next stage is “{NAMES_EN[following]}”" if following else "The village has taken every step"
    return Conflict(
        "stage_out_of_order",
        f"Thôn đang ở bước “{at.label}”: {why[0]}. Chưa có gì thay đổi. {on}.",
        f"The village is at “{NAMES_EN[at]}”: {why[1]}. Nothing was changed. {on_en}.",
        at=at.value,
        next=following.value if following else None,
    )


def not_behind(at: VillageStage, to: VillageStage) -> Conflict:
    return Conflict(
        "stage_not_behind",
        f"Thôn đang ở bước “{at.label}” nên không lùi về “{to.label}” được. Chưa có gì thay đổi. Chọn một bước đã qua.",
        f"The village is at “{NAMES_EN[at]}”, so it does not go back to “{NAMES_EN[to]}”. Nothing was changed. "
        "Choose a stage that is passed.",
    )


def decided() -> Conflict:
    return Conflict(
        "stage_decided",
        "Quyết định công nhận đã ký nên thôn không lùi bước nữa. Hồ sơ vẫn giữ nguyên. Sai thì sửa bằng một quyết định khác.",
        "The decision is signed, so the village does not go back. Its file is kept. A mistake is mended by another decision.",
    )


def day_to_come(day: date) -> Invalid:
    return Invalid(
        "day_to_come",
        f"Ngày {day:%d/%m/%Y} chưa tới. Chưa có gì thay đổi. Chọn ngày đã làm việc này.",
        f"{day:%d/%m/%Y} is still to come. Nothing was changed. Choose the day on which it was done.",
    )


def missing(to: VillageStage, gaps: list[Gap]) -> Invalid:
    """Names every gap; ``details["gaps"]`` holds them for pages that link to where each is mended."""
    waivable = all(gap.is_waivable for gap in gaps)
    way = (
        "Làm tiếp các việc này, hoặc ghi lý do đưa ra họp"
        if waivable
        else "Làm xong các việc này rồi bấm lại"
    )
    way_en = "Do these first, or write why they go to the meeting" if waivable else "Do these, then try again"
    return Invalid(
        "stage_gaps",
        f"Thôn chưa sang bước “{to.label}”: {'; '.join(gap.vi for gap in gaps)}. Những gì đã có vẫn giữ. {way}.",
        f"The village is not at “{NAMES_EN[to]}” yet: {'; '.join(gap.en for gap in gaps)}. What is there is kept. {way_en}.",
        gaps=gaps,
    )
