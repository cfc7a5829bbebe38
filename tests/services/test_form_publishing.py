"""A version of a sheet is kept as a draft, published once, and never changes after that."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gnbv.errors import Conflict
from gnbv.models import Form, FormStatus, FormVersion
from gnbv.services import form_publishing
from gnbv.services.form_check import SheetRefused
from tests.factories import TENANT, Cast
from tests.sheets import CHOICES, q, saved


def sheet(folder: Path, *survey: dict[str, Any], title: str = "Mẫu") -> Path:
    return saved(folder, survey or [q("text", "a")], choices=CHOICES, settings={"form_title": title})


def kept(session: Session, path: Path) -> tuple[FormVersion, bool]:
    return form_publishing.keep(session, TENANT, path.read_bytes(), path.stem, path.parent)


def test_it_publishes_a_workbook_once(session: Session, cast: Cast, tmp_path: Path) -> None:
    path = sheet(tmp_path)
    row, is_new = form_publishing.publish(session, TENANT, path)
    assert is_new and row.status is FormStatus.PUBLISHED and row.published_at
    again, is_new = form_publishing.publish(session, TENANT, path)
    assert again is row and not is_new


def test_it_publishes_what_was_a_draft(session: Session, cast: Cast, tmp_path: Path) -> None:
    draft, is_new = kept(session, sheet(tmp_path))
    assert is_new and draft.status is FormStatus.DRAFT
    row, is_new = form_publishing.publish(session, TENANT, sheet(tmp_path, q("text", "b"), title="Tên mới"))
    assert is_new and row.id == draft.id and [node["key"] for node in row.compiled["nodes"]][0] == "b"
    assert session.scalars(select(Form.title)).one() == "Tên mới"


def test_it_refuses_other_content_under_a_published_version(
    session: Session, cast: Cast, tmp_path: Path
) -> None:
    form_publishing.publish(session, TENANT, sheet(tmp_path))
    with pytest.raises(Conflict):
        kept(session, sheet(tmp_path, q("text", "b")))
    assert session.scalar(select(func.count()).select_from(FormVersion)) == 1


def test_a_refused_sheet_leaves_no_form(session: Session, cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(SheetRefused):
        kept(session, sheet(tmp_path, q("text", "a", relevant="fly(")))
    assert session.scalar(select(func.count()).select_from(Form)) == 0
