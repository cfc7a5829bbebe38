"""Commands that prepare and run the server."""

from __future__ import annotations

import os
import sys

import click

DEFAULT_PORT = 8000


def prepare_database() -> None:
    """Bring both databases to the newest migration. Needs an application context."""
    from flask import current_app
    from flask_migrate import upgrade

    current_app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    upgrade(directory=str(current_app.config["MIGRATIONS"]))


@click.command()
def init() -> None:
    """Create or migrate the database in the instance folder."""
    from gnbv.cli import make_app

    with make_app().app_context():
        prepare_database()
    click.echo("The database is ready.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, default=None, help=f"Default: GNBV_PORT or {DEFAULT_PORT}.")
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--threads", type=int, default=8, show_default=True)
def serve(host: str, port: int | None, workers: int, threads: int) -> None:
    """Serve with gunicorn."""
    port = port or int(os.environ.get("GNBV_PORT") or DEFAULT_PORT)
    command = [
        sys.executable, "-m", "gunicorn", "app:app", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--preload", "--log-level", "warning",
        "--timeout", "120", "--no-control-socket",
    ]  # fmt: skip
    os.execv(sys.executable, command)
