"""Settings: defaults, then ``instance/config.py``, then the environment. No secret has a default in code."""

from __future__ import annotations

import os
import secrets
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask

from gnbv.demo.day import trial_day
from gnbv.secret_files import write_secret

MIB = 1024 * 1024


class BadSetting(ValueError):
    """The environment says something that cannot be used; the message is for whoever set it."""


class Defaults:
    TENANT = 1
    PROTOCOL = 1
    TODAY: date | None = None
    MAX_CONTENT_LENGTH = 12 * MIB
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_NAME = "gnbv"
    PERMANENT_SESSION_LIFETIME = timedelta(days=45)
    SESSION_REFRESH_EACH_REQUEST = True
    WTF_CSRF_TIME_LIMIT = None
    SYNC_MAX_ITEMS = 50
    SYNC_MAX_BYTES = 2 * MIB
    SYNC_MAX_ITEM_BYTES = 1 * MIB
    ATTACHMENT_MAX_BYTES = 10 * MIB
    COPY_MAX_BYTES = 200 * MIB
    COPY_MAX_RECORD_BYTES = 4 * MIB
    COPY_MAX_FILE_BYTES = 11 * MIB
    HANDOVER_MAX_BYTES = 256 * MIB
    BABEL_DEFAULT_LOCALE = "vi"
    BABEL_DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"
    LANGUAGES = ("vi", "en")
    DEPOSIT_DAYS = 180
    KIT_PAGE_ENTRIES = 250
    TRUSTED_PROXIES = 0
    # Where anybody outside reaches this installation (https://…); printed in QR codes. Empty: as whoever orders the
    # print reaches it.
    PUBLIC_ADDRESS = ""
    # A failed statement is logged without the values of the household it was about.
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = {"pool_pre_ping": False, "hide_parameters": True}


def _secret_key(folder: Path) -> str:
    """The key of the environment, else one made once and kept in the instance folder with owner-only rights."""
    given = os.environ.get("GNBV_SECRET_KEY")
    if given:
        return given
    path = folder / "secret_key"
    # A full disk at the first start leaves an empty file: an empty key is none.
    if not path.exists() or not path.read_text().strip():
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        write_secret(path, secrets.token_hex(32).encode())
    return path.read_text().strip()


def _database_urls(folder: Path) -> tuple[str, str]:
    main = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'gnbv.sqlite3'}"
    if main.startswith(("postgres://", "postgresql://")):
        main = "postgresql+psycopg://" + main.split("://", 1)[1]
        if find_spec("psycopg") is None:
            raise BadSetting(
                "DATABASE_URL names PostgreSQL, whose driver is not installed. Nothing was changed. "
                "Run: .venv/bin/python -m pip install --require-hashes -r .ci/requirements-postgresql.lock"
            )
    reads = os.environ.get("GNBV_READS_DATABASE_URL")
    if not reads:
        reads = f"sqlite:///{folder / 'reads.sqlite3'}"
    return main, reads


def _pretended_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadSetting(
            f"GNBV_TODAY is {text!r}, which is no day. Nothing was changed. Write it as 2026-10-23, or unset it."
        ) from error


def load(app: Flask, overrides: dict[str, Any] | None) -> None:
    """Fill ``app.config``. Raises ``BadSetting``: ``GNBV_TODAY`` is not an ISO date, no driver for the database."""
    folder = Path(app.instance_path)
    app.config.from_object(Defaults)
    app.config.from_pyfile(str(folder / "config.py"), silent=True)
    if os.environ.get("GNBV_TODAY"):
        app.config["TODAY"] = _pretended_day(os.environ["GNBV_TODAY"])
    elif (folder / "demo").exists() and app.config["TODAY"] is None:
        app.config["TODAY"] = trial_day(datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date())
    if os.environ.get("GNBV_PUBLIC_ADDRESS"):
        app.config["PUBLIC_ADDRESS"] = os.environ["GNBV_PUBLIC_ADDRESS"]
    app.config["INSTANCE"] = folder
    app.config["MIGRATIONS"] = Path(__file__).parent / "migrations"
    app.config.update(overrides or {})
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = _secret_key(folder)
    main, reads = _database_urls(folder)
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", main)
    app.config.setdefault("SQLALCHEMY_BINDS", {"reads": reads})
