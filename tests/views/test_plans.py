"""The pages of plans."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Plan
from gnbv.services.plan_copy import copy_to_year
from gnbv.services.plan_import import import_plan
from tests import plan_factory
from tests.factories import TENANT, Cast
from tests.signing_in import signed_in

FOLDER = Path(__file__).resolve().parents[2] / "gnbv" / "packs" / "plans"


def real(session: Session, cast: Cast, slug: str) -> Plan:
    text = (FOLDER / f"{slug}.yaml").read_bytes()
    plan, _is_new = import_plan(session, None, text, tenant=TENANT, unit=cast.commune)
    session.commit()
    return plan


def test_it_lists_plans_with_counts_running_ones_first(app: Flask, cast: Cast, session: Session) -> None:
    real(session, cast, "cao-lanh-2021-2025")
    plan_factory.plan(session, cast)
    session.commit()
    page = signed_in(app, cast.coordinator).get("/plans").text
    for words in ("4 chỉ tiêu", "10 việc", "17 trách nhiệm", "5 nghĩa vụ báo cáo", "8 điểm cần làm rõ"):
        assert words in page
    assert page.index("Kế hoạch thử 2026") < page.index("giai đoạn 2021-2025")
    assert "Đã hết thời hạn" in page and "1 kỳ việc quá hạn" in page and "Chưa có số" in page


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("xuan-hoa-2024", ("Tiểu dự án", "Giảm 02 hộ nghèo, 05 hộ cận nghèo", "100 %", "trước 10/12/2024", "XH-X02", "Đã hết thời hạn")),
        ("my-thinh-05ct", ("vào Quý III hằng năm", "1/7/2023 – 30/9/2023", "(suy ra, chưa chắc)", "Văn bản không ghi chủ trì")),
        ("quynh-nhai-160nq", ("dưới 1 %", "Chưa có số", "cấp bằng chứng chỉ")),
        ("ly-son-160nq", ("Nghị định của Chính phủ", "58/KH-UBND", "LS-X02")),
        ("cao-lanh-2021-2025", ("giảm 1,5 %", "Văn bản không ghi hạn; đơn vị tự đặt")),
    ],
)  # fmt: skip
def test_it_shows_a_plan_as_a_document(
    app: Flask, cast: Cast, session: Session, slug: str, words: tuple[str, ...]
) -> None:
    plan = real(session, cast, slug)
    page = signed_in(app, cast.leader).get(f"/plans/{plan.id}").text
    for part in words:
        assert part in page, part


def test_it_says_that_a_copy_is_illustrative(app: Flask, cast: Cast, session: Session) -> None:
    old = plan_factory.plan(session, cast, slug="ke-hoach-2024", year=2024)
    copied, _is_new = copy_to_year(
        session, None, old, year=2026, title="Kế hoạch năm 2026 (bản sao minh họa)"
    )
    session.commit()
    page = signed_in(app, cast.cadre).get(f"/plans/{copied.id}").text
    assert "Bản sao minh họa, chưa ai ban hành" in page and f"/plans/{old.id}" in page


def test_a_stranger_does_not_find_a_plan(app: Flask, cast: Cast, session: Session) -> None:
    plan = plan_factory.plan(session, cast)
    session.commit()
    far = signed_in(app, cast.far_supervisor)
    assert far.get(f"/plans/{plan.id}").status_code == 404
    assert "Kế hoạch thử 2026" not in far.get("/plans").text
    assert signed_in(app, cast.leader).get(f"/plans/{new_id()}").status_code == 404


def test_inside_the_commune_without_the_right_it_is_refused(app: Flask, cast: Cast, session: Session) -> None:
    plan = plan_factory.plan(session, cast)
    session.commit()
    for person in (cast.administrator, cast.collector):
        assert signed_in(app, person).get(f"/plans/{plan.id}").status_code == 403
    assert signed_in(app, cast.administrator).get("/plans").status_code == 403
