"""``keys list`` and ``keys rotate``: the keys that phones seal to."""

from __future__ import annotations

import click

from gnbv.errors import GnbvError


@click.group()
def keys() -> None:
    """The keys that phones seal finished work to. They lie in the instance folder, never in the database."""


@keys.command("list")
def list_() -> None:
    """Name every key: whose it is, since when, and which one is in use."""
    from gnbv.cli import make_app
    from gnbv.db import db
    from gnbv.services import key_rotation

    app = make_app()
    with app.app_context():
        rings = key_rotation.rings(db.session(), app.config["TENANT"])
    for ring in rings:
        click.echo(f"{ring.unit.code}  {ring.unit.name}" if ring.unit else "recovery")
        for key in ring.keys:
            state = "in use" if key.is_current else "kept for late phones"
            click.echo(f"  {key.kid}  {key.made_at:%Y-%m-%d %H:%M} UTC  {state}")
        if not ring.keys:
            click.echo("  no key yet: python -m gnbv init makes it")


@keys.command()
@click.option("--unit", "codes", multiple=True, help="Code of a commune; may be given several times.")
@click.option("--all", "everywhere", is_flag=True, help="All communes.")
@click.option("--recovery", is_flag=True, help="The key under which phones wrap their own.")
def rotate(codes: tuple[str, ...], everywhere: bool, recovery: bool) -> None:
    """Make a new key and let phones use it from their next kit (recovery: sign-in) on. Old keys are kept."""
    from gnbv.cli import make_app
    from gnbv.db import transaction
    from gnbv.services import key_rotation

    if not (codes or everywhere or recovery):
        raise click.UsageError("Nothing was changed. Say which: --unit CODE, --all or --recovery.")
    app = make_app()
    tenant = app.config["TENANT"]
    with app.app_context():
        try:
            with transaction() as session:
                rings = key_rotation.rings(session, tenant) if everywhere else []
                named = [*codes, *(ring.unit.code for ring in rings if ring.unit)]
                made = [(code, key_rotation.rotate(session, tenant, code)) for code in dict.fromkeys(named)]
                if recovery:
                    made.append(("recovery", key_rotation.rotate_recovery(session, tenant)))
        except GnbvError as error:
            raise click.ClickException(error.en) from error
    for name, kid in made:
        click.echo(f"{name}: {kid} is in use from now on. Older keys are kept: do not delete them.")
    click.echo("Write a new backup: python -m gnbv backup")
