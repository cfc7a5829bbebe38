"""``python -m gnbv …``. Commands that need no database start without building the application."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click
from flask import Flask

# command name → module that holds a click command of that name; loaded only when asked for.
COMMANDS = {
    "init": "gnbv.cli_server:init",
    "serve": "gnbv.cli_server:serve",
    "worker": "gnbv.cli_server:worker",
    "keys": "gnbv.cli_keys:keys",
    "backup": "gnbv.cli_backup:backup",
    "restore": "gnbv.cli_backup:restore",
    "demo": "gnbv.cli_demo:demo",
    "form": "gnbv.cli_forms:form",
    "plan": "gnbv.cli_plans:plan",
    "households": "gnbv.cli_households:households",
    "export": "gnbv.cli_export:export",
    "user": "gnbv.cli_users:user",
}


class LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if self.get_command(ctx, name)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        target = COMMANDS.get(name)
        if target is None:
            return None
        module, attribute = target.split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=LazyGroup)
@click.version_option(package_name=None, version="0.1.0", prog_name="gnbv")
def main() -> None:
    """gnbv: sustainable poverty reduction in a commune."""


def make_app(**overrides: Any) -> Flask:
    """The application for a command, in the instance folder of the environment. A setting that cannot be used is one
    readable line."""
    from gnbv import create_app
    from gnbv.config import BadSetting

    try:
        return create_app(overrides or None, instance_path=os.environ.get("GNBV_INSTANCE"))
    except BadSetting as error:
        raise click.ClickException(str(error)) from error


def init_app(app: Flask) -> None:
    app.cli.add_command(main, "gnbv")
