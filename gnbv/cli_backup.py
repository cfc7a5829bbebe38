"""``backup`` and ``restore``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from gnbv.errors import GnbvError


def _instance() -> Path:
    from gnbv.cli import make_app

    return Path(make_app().instance_path)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def backup(file: Path | None) -> None:
    """Write databases, attachments and keys to FILE (default: gnbv-<time>.tar.gz here)."""
    from gnbv.clock import now
    from gnbv.services import backups

    at = now()
    target = file or Path(f"gnbv-{at:%Y%m%d-%H%M%S}.tar.gz")
    try:
        manifest = backups.write(_instance(), target, at)
    except GnbvError as error:
        raise click.ClickException(error.en) from error
    click.echo(
        f"{target}: {len(manifest['files'])} files. Keep it safe: it holds the keys and everybody's records."
    )
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        click.echo("The PostgreSQL database is not inside: dump it with pg_dump as well.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Unpack FILE into the instance folder, which must hold no database yet."""
    from gnbv.cli import make_app
    from gnbv.services import backups

    folder = Path(make_app(SECRET_KEY="unused").instance_path)
    try:
        manifest = backups.restore(file, folder)
    except GnbvError as error:
        raise click.ClickException(error.en) from error
    click.echo(f"Restored {len(manifest['files'])} files of {manifest['made_at']}.")
