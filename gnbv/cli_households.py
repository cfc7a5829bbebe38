"""``households import FILE.xlsx``."""

from __future__ import annotations

from pathlib import Path

import click

from gnbv.errors import GnbvError


@click.group()
def households() -> None:
    """The register of households."""


@households.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "unit_code", required=True, help="Code of the commune the villages belong to.")
@click.option("--dry-run", is_flag=True, help="Read and check only.")
def import_(file: Path, unit_code: str, dry_run: bool) -> None:
    """Take a register into the database: one row a person, columns as in docs/deployment.md."""
    from gnbv import clock
    from gnbv.cli import make_app
    from gnbv.db import transaction
    from gnbv.services import household_import, register_sheet

    app = make_app()
    with app.app_context():
        try:
            rows, problems = register_sheet.read(file, clock.today())
            if problems:
                click.echo(household_import.problems_as_text(problems), err=True)
                raise click.ClickException(f"{len(problems)} problems; nothing was imported.")
            if dry_run:
                click.echo(f"{len(rows)} households without problems; nothing was imported.")
                return
            with transaction() as session:
                done = household_import.store(session, app.config["TENANT"], unit_code, rows, clock.today())
        except GnbvError as error:
            raise click.ClickException(error.en) from error
    click.echo(
        f"{done.households} households, {done.people} people imported; {done.already_there} were there already."
    )
