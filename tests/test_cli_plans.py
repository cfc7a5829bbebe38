"""``plan import`` and ``demo`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from gnbv.cli import main
from tests import plan_factory


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("GNBV_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("GNBV_TODAY", "2026-10-23")
    for name in ("DATABASE_URL", "GNBV_READS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return CliRunner()


def test_it_loads_the_demo_names_its_users_and_imports_a_plan(run: CliRunner, tmp_path: Path) -> None:
    made = run.invoke(main, ["demo"])
    assert made.exit_code == 0, made.output
    assert (
        "gnbv-demo" in made.output
        and "rasoat-khac" in made.output
        and "Ngày dùng thử: 23/10/2026" in made.output
    )

    file = tmp_path / "plan.yaml"
    file.write_text(plan_factory.text(), "utf-8")
    first = run.invoke(main, ["plan", "import", str(file), "--unit", "xa-xuan-hoa"])
    assert first.exit_code == 0 and "Đã nhập: Kế hoạch thử 2026" in first.output
    assert "không đổi gì" in run.invoke(main, ["plan", "import", str(file)]).output

    file.write_text(plan_factory.text(slug="khac").replace("T2", "T1"), "utf-8")
    bad = run.invoke(main, ["plan", "import", str(file)])
    assert bad.exit_code == 1 and "tasks[1].id (dòng" in bad.output and "Traceback" not in bad.output

    nowhere = run.invoke(main, ["plan", "import", str(file), "--unit", "xa-khong-co"])
    assert nowhere.exit_code == 1 and "xa-khong-co" in nowhere.output


def test_it_does_not_load_the_demo_into_data_of_others(run: CliRunner, tmp_path: Path) -> None:
    assert run.invoke(main, ["demo"]).exit_code == 0
    (tmp_path / "instance" / "demo").unlink()
    refused = run.invoke(main, ["demo"])
    assert refused.exit_code == 1 and "not the demo's" in refused.output


def test_it_imports_nothing_without_a_tenant(run: CliRunner, tmp_path: Path) -> None:
    assert run.invoke(main, ["init"]).exit_code == 0
    file = tmp_path / "plan.yaml"
    file.write_text(plan_factory.text(), "utf-8")
    refused = run.invoke(main, ["plan", "import", str(file)])
    assert refused.exit_code == 1 and "no tenant" in refused.output


def test_it_says_where_a_refused_sheet_is_wrong_and_nothing_of_a_place_it_does_not_know(
    run: CliRunner, tmp_path: Path
) -> None:
    assert run.invoke(main, ["init"]).exit_code == 0
    book = Workbook()
    book.save(tmp_path / "empty.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    for name in ("empty.xlsx", "text.xlsx"):
        refused = run.invoke(main, ["form", "publish", str(tmp_path / name)])
        assert refused.exit_code == 1 and "was not published" in refused.output
        assert "None" not in refused.output and " — " in refused.output
