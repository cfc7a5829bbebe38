"""Commands that prepare and run the server."""

from __future__ import annotations

import os
import sys

import click

DEFAULT_PORT = 8000
LOOKS_FOR_PAPERS_EVERY = 10  # seconds; somebody waits in front of the page


def prepare_database() -> None:
    """Bring both databases to the newest migration. Needs an application context."""
    from flask import current_app
    from flask_migrate import upgrade

    current_app.config["INSTANCE"].mkdir(parents=True, exist_ok=True)
    upgrade(directory=str(current_app.config["MIGRATIONS"]))


@click.command()
def init() -> None:
    """Create or migrate the database in the instance folder, and make the keys that are not there yet."""
    from gnbv.cli import make_app
    from gnbv.db import db
    from gnbv.services import key_rotation

    app = make_app()
    with app.app_context():
        prepare_database()
        made = key_rotation.make_missing(db.session(), app.config["TENANT"])
    click.echo("The database is ready.")
    if made:
        click.echo(f"{made} keys were made in the folder keys. Back it up apart from the database.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=DEFAULT_PORT, envvar="GNBV_PORT", show_default=True,
    help="Also from GNBV_PORT.",
)  # fmt: skip
@click.option("--workers", type=int, default=2, show_default=True)
@click.option("--threads", type=int, default=8, show_default=True)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve with gunicorn."""
    command = [
        sys.executable, "-m", "gunicorn", "app:app", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", str(workers), "--threads", str(threads), "--preload", "--log-level", "warning",
        "--timeout", "120", "--no-control-socket",
    ]  # fmt: skip
    click.echo(f"gnbv answers on http://{host}:{port} (Ctrl+C stops it).")
    sys.stdout.flush()
    os.execv(sys.executable, command)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
@click.option("--every", type=int, default=600, show_default=True, help="Seconds between two looks.")
def worker(once: bool, every: int) -> None:
    """Do what time makes due, again and again; print certificates as soon as they are ordered."""
    import time

    from sqlalchemy.exc import OperationalError

    from gnbv import clock
    from gnbv.cli import make_app
    from gnbv.db import transaction
    from gnbv.services import housekeeping, monthly_reviews

    app = make_app()
    while True:
        try:
            with app.app_context(), transaction() as session:
                done = housekeeping.run(session, clock.now(), app.config["PERMANENT_SESSION_LIFETIME"])
                done["monthly reviews"] = monthly_reviews.tell_all(session, clock.today())
            click.echo(", ".join(f"{name}: {count}" for name, count in done.items()))
        except OperationalError as error:  # the database is busy or away: what is due stays due
            if once:
                raise
            click.echo(
                f"The database could not be reached, so nothing was done. Next try in {every} s. ({error.orig})"
            )
        ends = time.monotonic() + every
        while True:
            with app.app_context():
                print_certificates(app.config["TENANT"])
            if once:
                return
            if (left := ends - time.monotonic()) <= 0:
                break
            time.sleep(min(left, LOOKS_FOR_PAPERS_EVERY))


def print_certificates(tenant: int) -> int:
    """Print what is ordered, batch by batch, each in short transactions of its own; returns how many. What cannot be
    printed now stays in the queue. Needs an application context."""
    from sqlalchemy.exc import OperationalError

    from gnbv.db import transaction
    from gnbv.services import certificate_runs
    from gnbv.services.documents_pdf import PdfUnavailable

    done = 0
    try:
        while True:
            with transaction() as session:
                papers = certificate_runs.claim(session, tenant)
            if not papers:
                break
            files = certificate_runs.printed(papers)
            with transaction() as session:
                done += certificate_runs.keep(session, None, files)
    except (OperationalError, PdfUnavailable) as error:
        click.echo(f"{done} certificates were printed, the others wait. ({error})")
        return done
    if done:
        click.echo(f"certificates: {done}")
    return done
