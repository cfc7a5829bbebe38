"""``python -m gnbv plan import FILE.yaml``."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def plan() -> None:
    """Government plans."""


@plan.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--unit", "unit_code", help="Code of the issuing unit; without it the unit that the file names."
)
@click.option("--tenant", type=int, default=None, help="Default: the tenant of the configuration.")
def import_file(file: Path, unit_code: str | None, tenant: int | None) -> None:
    """Import a plan whole. The same file again changes nothing; a bad one is refused with place and reason."""
    from sqlalchemy import select

    from gnbv.cli import make_app
    from gnbv.db import transaction
    from gnbv.errors import GnbvError
    from gnbv.models import Tenant, Unit
    from gnbv.services.plan_import import import_plan

    app = make_app()
    number = tenant or app.config["TENANT"]
    with app.app_context():
        try:
            with transaction() as session:
                if session.get(Tenant, number) is None:
                    raise click.ClickException(f"There is no tenant {number}. Run `init` or `demo` first.")
                unit = None
                if unit_code:
                    unit = session.scalars(
                        select(Unit)
                        .where(Unit.tenant == number, Unit.code == unit_code)
                        .order_by(Unit.valid_from.desc())
                    ).first()
                    if unit is None:
                        raise click.ClickException(f"There is no unit with the code {unit_code}.")
                made, is_new = import_plan(session, None, file.read_bytes(), tenant=number, unit=unit)
                click.echo(f"{'Đã nhập' if is_new else 'Đã có, không đổi gì'}: {made.title}")
        except GnbvError as error:
            raise click.ClickException(_words(error)) from error


def _words(error: Exception) -> str:
    lines = [str(error)]
    for problem in getattr(error, "details", {}).get("problems", []):
        line = f" (dòng {problem['line']})" if problem["line"] else ""
        lines.append(f"  {problem['path'] or '/'}{line}: {problem['vi']}")
    return "\n".join(lines)
