"""Which pages a person finds in the tabs and the side bar: the first three by role, then "Thêm"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask
from flask_babel import lazy_gettext as _

from gnbv import permissions
from gnbv.db import db
from gnbv.permissions import Actor
from gnbv.services import inbox, waiting

ON_PHONE = 3


@dataclass(frozen=True)
class Entry:
    endpoint: str
    label: str
    icon: str
    only_wide: bool = False
    also: tuple[str, ...] = ()
    section: str | None = None

    @property
    def families(self) -> tuple[str, ...]:
        """Blueprints whose pages lie behind the entry."""
        return (self.endpoint.split(".", 1)[0], *self.also)


FIELD = Entry("app_shell.show", _("Việc của tôi"), "house")
OUTBOX = Entry("app_shell.show", _("Chờ gửi"), "cloud-upload", section="outbox")
QUEUE = Entry("surveys.index", _("Duyệt phiếu"), "clipboard-check")
QUALITY_PAGES = (
    "back_checks", "back_check_questions", "back_check_differences", "collector_effects", "quality_settings",
)  # fmt: skip
BOARD = Entry("boards.current", _("Tiến độ"), "route", also=("assignments", "conclusions", *QUALITY_PAGES))
PROCEDURE = Entry(
    "procedures.current", _("Các bước của thôn"), "list",
    also=("procedure_settings", "local_days", "meetings", "postings", "complaints", "recognitions", "recognition_corrections",
          "standard_uses", "income_sheets", "certificates",
          "village_files", "recommendations"),
)  # fmt: skip
TABLES = Entry(
    "tables.index", _("Biểu"), "table",
    also=("table_files", "table_figures", "table_submissions", "table_templates"),
)  # fmt: skip
ROUNDS = Entry("rounds.index", _("Đợt rà soát"), "calendar", also=("round_lists", "preparations"))
PETITIONS = Entry(
    "petitions.index", _("Giấy đề nghị"), "paperclip", also=("petition_decisions", "households")
)
PAPER = Entry("paper.index", _("Nhập phiếu giấy"), "pencil", also=("paper_entries", "paper_scans"))
HANDOVERS = Entry("handovers.index", _("Nhận tệp giao phiếu"), "package-check")
TASKS = Entry("tasks.index", _("Nhiệm vụ"), "list-checks")
PLANS = Entry("plans.index", _("Kế hoạch"), "file-text")
WAITING = Entry("waiting.index", _("Việc chờ xem lại"), "flag", also=("conflicts", "late", "unmatched"))
EXPORTS = Entry("form_exports.index", _("Tải phiếu"), "download")
PACK_PAGES = ("pack_tables", "pack_previews")
FORMS = Entry(
    "forms.index", _("Mẫu, bộ chuẩn"), "table", also=("form_texts", "form_previews", "packs", *PACK_PAGES)
)
PACKS = Entry("packs.index", _("Bộ chuẩn"), "table", also=PACK_PAGES)
PEOPLE = Entry("people.index", _("Người dùng"), "user")
INBOX = Entry("inbox.index", _("Thông báo"), "message-square", only_wide=True)
MORE = Entry("account.show", _("Thêm"), "menu", also=("account_phones", "account_passwords", "openrosa_keys"))


def entries(actor: Actor) -> list[Entry]:
    """The entries of ``actor`` in order; what does not fit on a phone is for the side bar only."""
    found = []
    if actor.has(permissions.FIELD_ROLES):
        found.append(FIELD)
    if actor.has(permissions.DECIDING_ROLES):
        found.append(QUEUE)
    if permissions.can_see_board(actor):
        found.append(BOARD)
    # Who decides surveys has it on the phone, too; others find it behind what they use daily.
    if actor.has(permissions.DECIDING_ROLES):
        found.append(WAITING)
    if actor.has(permissions.TASK_ROLES):
        found.append(TASKS)
    # The same tabs as in the field app, which these pages are reached from.
    if actor.has(permissions.FIELD_ROLES) and not actor.has(permissions.DECIDING_ROLES):
        found.append(OUTBOX)
    if permissions.can_read_tables(actor):
        found.append(TABLES)
    if permissions.can_see_plans(actor):
        found.append(PLANS)
    if permissions.can_see_procedure(actor):
        found.append(PROCEDURE)
    if permissions.can_run_rounds(actor):
        found.append(ROUNDS)
    if permissions.can_take_petitions(actor):
        found.append(PETITIONS)
    if permissions.can_type_paper(actor):
        found.append(PAPER)
    if permissions.can_settle(actor) and WAITING not in found:
        found.append(WAITING)
    if permissions.can_export(actor):
        found.append(EXPORTS)
    if permissions.can_keep_people(actor):
        found.append(PEOPLE)
    if permissions.can_keep_forms(actor):
        found.append(FORMS)
    elif permissions.can_keep_packs(actor):
        found.append(PACKS)
    if permissions.can_take_handovers(actor):
        found.append(HANDOVERS)
    shown = [
        entry if place < ON_PHONE else replace(entry, only_wide=True) for place, entry in enumerate(found)
    ]
    return [*shown, INBOX, MORE]


def count_of(entry: Entry, actor: Actor) -> int:
    """How much waits behind an entry; asked while a page is written."""
    if entry.endpoint == INBOX.endpoint:
        return inbox.unread(db.session(), actor)
    return waiting.counts(db.session(), actor).total if entry.endpoint == WAITING.endpoint else 0


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(navigation=entries, navigation_count=count_of)
