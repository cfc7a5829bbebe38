"""The sample data: one command, which may be repeated."""

from __future__ import annotations

import click

MARKER = "demo"


@click.command()
def demo() -> None:
    """Create the demo database (xã Xuân Hoà, the five plans, invented households) and name its users."""
    from flask import current_app

    from gnbv.cli import make_app
    from gnbv.cli_server import prepare_database
    from gnbv.clock import today
    from gnbv.db import transaction
    from gnbv.demo.day import trial_day
    from gnbv.demo.load import load
    from gnbv.demo.users import PASSWORD, USERS

    app = make_app()
    with app.app_context():
        prepare_database()
        marker = current_app.config["INSTANCE"] / MARKER
        if not marker.exists() and _holds_real_data():
            raise click.ClickException(
                "This database holds data that are not the demo's, so nothing was loaded. "
                "Set GNBV_INSTANCE to an empty folder and run the command again."
            )
        pretended = app.config["TODAY"] or trial_day(today())
        app.config["TODAY"] = pretended
        with transaction() as session:
            load(session)
        marker.write_text("The database in this folder holds sample data (python -m gnbv demo).\n")
        click.echo(f"Demo users, all with the password {PASSWORD}: {', '.join(USERS)}")
        if pretended:
            click.echo(f"Ngày dùng thử: {pretended:%d/%m/%Y}")


def _holds_real_data() -> bool:
    from sqlalchemy import select

    from gnbv.db import db
    from gnbv.models import User

    return db.session.scalar(select(User.id).limit(1)) is not None
