"""``form check`` and ``form evaluate``: standard output is JSON only, and no database is opened."""

import json
import os
import sys
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

COMMUNE_TIME = timezone(timedelta(hours=7))


@click.group()
def form() -> None:
    """Read, try and publish XLSForms."""


@form.command()
@click.argument("sheet", type=click.Path(path_type=Path))
def check(sheet: Path) -> None:
    """Say whether SHEET can be used. Exit 0 when it can, 1 when it cannot."""
    from gnbv.services.form_check import check as check_sheet

    found = check_sheet(sheet)
    _print(found)
    sys.exit(0 if found["supported"] else 1)


@form.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--today", "day", metavar="DATE", help="The day of the survey, YYYY-MM-DD (else GNBV_TODAY).")
def evaluate(sheet: Path, answers: Path, day: str | None) -> None:
    """Run SHEET over ANSWERS (JSON). Exit 2 with one line on standard error when it cannot be done."""
    from gnbv.services.form_evaluation import NotEvaluated
    from gnbv.services.form_evaluation import evaluate as evaluate_sheet

    now = datetime.now(COMMUNE_TIME)
    day = day or os.environ.get("GNBV_TODAY")
    try:
        today = date.fromisoformat(day) if day else now.date()
        _print(evaluate_sheet(sheet, answers, today, None if day else now))
    except NotEvaluated as problem:
        _fail(str(problem))
    except ValueError:
        _fail(f"--today {day}: YYYY-MM-DD")


@form.command()
@click.argument("sheet", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def publish(sheet: Path) -> None:
    """Publish SHEET: from then on this version is immutable and phones may carry it."""
    from gnbv.cli import make_app
    from gnbv.db import transaction
    from gnbv.errors import GnbvError
    from gnbv.services import form_publishing
    from gnbv.services.form_check import SheetRefused

    app = make_app()
    with app.app_context():
        try:
            with transaction() as session:
                version, is_new = form_publishing.publish(session, app.config["TENANT"], sheet)
                words = f"{sheet.name}: version {version.version} " + (
                    "published." if is_new else "was published before."
                )
        except SheetRefused as refused:
            for problem in refused.problems:
                place = " ".join(str(part) for part in (problem.sheet, problem.row, problem.column) if part)
                click.echo(f"{place}: {problem.message}" if place else problem.message, err=True)
            raise click.ClickException("The sheet was not published.") from refused
        except GnbvError as error:
            raise click.ClickException(error.en) from error
    click.echo(words)


def _print(found: Any) -> None:
    sys.stdout.buffer.write((json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode())


def _fail(line: str) -> None:
    sys.stderr.buffer.write((" ".join(line.split()) + "\n").encode())
    sys.exit(2)


if __name__ == "__main__":
    form()
