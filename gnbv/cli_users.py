"""``python -m gnbv user …``: the acts of an administrator for whoever keeps the server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gnbv.models import User

REASON = click.option("--reason", default="Lệnh trên máy chủ", help="Kept in the history of the account.")


@click.group()
def user() -> None:
    """Accounts of people and their phones."""


@user.command("list")
def list_users() -> None:
    """Every account: user name, name, open or closed, roles."""
    from sqlalchemy import select

    from gnbv.models import User

    def show(session: Session, tenant: int) -> None:
        for one in session.scalars(select(User).where(User.tenant == tenant).order_by(User.username)):
            roles = "; ".join(f"{grant.role.value} {grant.unit.name}" for grant in one.grants)
            click.echo("\t".join((one.username, one.name, "open" if one.is_active else "closed", roles)))

    _run(show)


@user.command("reset-password")
@click.argument("name")
@REASON
def reset_password(name: str, reason: str) -> None:
    """Give a new password, printed once, to be changed at the next sign-in. All sessions end."""
    from gnbv.services import account_passwords

    _act(name, lambda session, one: click.echo(account_passwords.reset(session, None, one, reason)))


@user.command()
@click.argument("name")
@REASON
def close(name: str, reason: str) -> None:
    """Close an account: nobody signs in by it. What its phones still hand in is held."""
    from gnbv.services import accounts

    _act(name, lambda session, one: accounts.close(session, None, one, reason))


@user.command("open")
@click.argument("name")
@REASON
def open_again(name: str, reason: str) -> None:
    """Open a closed account again."""
    from gnbv.services import accounts

    _act(name, lambda session, one: accounts.open_again(session, None, one, reason))


@user.command("phones")
@click.argument("name")
def list_phones(name: str) -> None:
    """The phones of a person: id, name, last seen, how far the clock is off in seconds, ended or not."""
    from gnbv.services import phones

    def show(session: Session, one: User) -> None:
        for row in phones.rows(session, one):
            phone = row.device
            ended = "ended" if phone.revoked_at else "in use"
            seen, off = phone.last_seen_at.isoformat(timespec="seconds"), phone.skew_seconds or 0
            click.echo(f"{phone.id}\t{phone.label}\t{seen}\t{off}\t{ended}")

    _act(name, show)


@user.command("end-phone")
@click.argument("name")
@click.argument("phone", type=click.UUID)
@REASON
def end_phone(name: str, phone: Any, reason: str) -> None:
    """End a lost phone: its sessions end, and what it still hands in is held."""
    from gnbv.services import phones

    _act(
        name,
        lambda session, one: phones.end(session, None, phones.of(session, one.tenant, one.id, phone), reason),
    )


def _act(name: str, act: Callable[[Session, User], None]) -> None:
    from sqlalchemy import select

    from gnbv.models import User

    def on_user(session: Session, tenant: int) -> None:
        found = select(User).where(User.tenant == tenant, User.username == name.strip().lower())
        one = session.scalar(found)
        if one is None:
            raise click.ClickException(f"There is no user {name}. `user list` shows all.")
        act(session, one)

    _run(on_user)


def _run(work: Callable[[Session, int], None]) -> None:
    from gnbv.cli import make_app
    from gnbv.db import transaction
    from gnbv.errors import GnbvError

    app = make_app()
    with app.app_context():
        try:
            with transaction() as session:
                work(session, app.config["TENANT"])
        except GnbvError as error:
            raise click.ClickException(error.en) from error
