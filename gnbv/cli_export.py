"""``export TABLE``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gnbv.errors import GnbvError


@click.command()
@click.argument("table")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output.")
def export(table: str, out: Path | None) -> None:
    """Write TABLE as CSV. Sealed columns stay inside."""
    from gnbv.cli import make_app
    from gnbv.db import db
    from gnbv.services import table_exports

    app = make_app()
    with app.app_context():
        try:
            table_exports.columns(table)
        except GnbvError as error:
            raise click.ClickException(error.en) from error
        pieces = table_exports.as_csv(db.session(), app.config["TENANT"], table)
        if out is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece.encode())
            return
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    click.echo(f"{out} is written.", err=True)
