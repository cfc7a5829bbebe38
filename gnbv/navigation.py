"""Which pages a person finds in the tabs and the side bar: the first three by role, then "Thêm"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Flask
from flask_babel import lazy_gettext as _

from gnbv import permissions
from gnbv.permissions import Actor

ON_PHONE = 3


@dataclass(frozen=True)
class Entry:
    endpoint: str
    label: str
    icon: str
    only_wide: bool = False
    also: tuple[str, ...] = ()

    @property
    def families(self) -> tuple[str, ...]:
        """Blueprints whose pages lie behind the entry."""
        return (self.endpoint.split(".", 1)[0], *self.also)


FIELD = Entry("app_shell.show", _("Việc của tôi"), "house")
QUEUE = Entry("surveys.index", _("Duyệt phiếu"), "clipboard-check")
BOARD = Entry("rounds.current", _("Tiến độ"), "route")
TASKS = Entry("tasks.index", _("Nhiệm vụ"), "list-checks")
PLANS = Entry("plans.index", _("Kế hoạch"), "file-text")
EXPORTS = Entry("form_exports.index", _("Tải phiếu"), "download")
PACK_PAGES = ("pack_b1", "pack_quick", "pack_previews")
FORMS = Entry(
    "forms.index", _("Mẫu, bộ chuẩn"), "table", also=("form_texts", "form_previews", "packs", *PACK_PAGES)
)
PACKS = Entry("packs.index", _("Bộ chuẩn"), "table", also=PACK_PAGES)
MORE = Entry("account.show", _("Thêm"), "menu")


def entries(actor: Actor) -> list[Entry]:
    """The entries of ``actor`` in order; what does not fit on a phone is for the side bar only."""
    found = []
    if actor.has(permissions.FIELD_ROLES):
        found.append(FIELD)
    if actor.has(permissions.DECIDING_ROLES):
        found.append(QUEUE)
    if permissions.can_see_board(actor):
        found.append(BOARD)
    if actor.has(permissions.TASK_ROLES):
        found.append(TASKS)
    if permissions.can_see_plans(actor):
        found.append(PLANS)
    if permissions.can_export(actor):
        found.append(EXPORTS)
    if permissions.can_keep_forms(actor):
        found.append(FORMS)
    elif permissions.can_keep_packs(actor):
        found.append(PACKS)
    shown = [
        entry if place < ON_PHONE else replace(entry, only_wide=True) for place, entry in enumerate(found)
    ]
    return [*shown, MORE]


def init_app(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = entries
