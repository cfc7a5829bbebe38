"""The application on an empty database in a folder of its own, and the named cast of ``factories``."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Playwright
from sqlalchemy.orm import Session

from gnbv import create_app
from gnbv.db import db
from tests.factories import Cast, make_cast

TODAY = date(2026, 10, 23)
# Whole journeys come first, so that no process is still at one when the others have nothing left.
JOURNEYS = tuple(Path(__file__).parent / folder for folder in ("browser", "replay"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not any(item.path.is_relative_to(folder) for folder in JOURNEYS))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all: a second one in the same process would find the first one's event loop in its way."""
    from playwright.sync_api import expect, sync_playwright

    # Generous, because a machine may be busy; no test asserts a time.
    expect.set_options(timeout=15_000)
    with sync_playwright() as started:
        yield started


def _application(folder: Path) -> Flask:
    folder.mkdir(exist_ok=True)
    settings = {"TESTING": True, "TODAY": TODAY, "SECRET_KEY": "test", "WTF_CSRF_ENABLED": False}
    # Every statement of the program is compiled once.
    settings["SQLALCHEMY_ENGINE_OPTIONS"] = {"hide_parameters": True, "query_cache_size": 5000}
    return create_app(settings, instance_path=str(folder))


@pytest.fixture(scope="session")
def empty_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """SQLite files with all tables and no rows, made once and copied for each test; none on a database server."""
    folder = tmp_path_factory.mktemp("empty") / "instance"
    made = _application(folder)
    with made.app_context():
        if any(engine.dialect.name != "sqlite" for engine in db.engines.values()):
            return []
        db.create_all(bind_key=[None, "reads"])
        for engine in db.engines.values():
            engine.dispose()  # the last connection moves its log into the file
    return list(folder.glob("*.sqlite3"))


@pytest.fixture(scope="session")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Path]:
    """The application that all tests use one after another: its addresses, templates and statements are compiled once.
    Through the second, a link, it finds its databases in the folder of the test that runs.
    """
    now = tmp_path_factory.mktemp("application") / "now"
    now.symlink_to(tmp_path_factory.mktemp("nothing"))
    return _application(now), now


@pytest.fixture
def app(one_for_all: tuple[Flask, Path], tmp_path: Path, empty_files: list[Path]) -> Iterator[Flask]:
    """An application whose database has all tables and no rows."""
    (made, now), folder = one_for_all, tmp_path / "instance"
    folder.mkdir(exist_ok=True)
    for file in empty_files:
        shutil.copy(file, folder)
    now.unlink()
    now.symlink_to(folder)
    settings = dict(made.config)
    made.instance_path, made.config["INSTANCE"] = str(folder), folder
    if not empty_files:
        with made.app_context():
            db.create_all(bind_key=[None, "reads"])
    yield made
    made.config.clear()
    made.config.update(settings)
    with made.app_context():
        db.session.remove()
        if db.engine.dialect.name != "sqlite":  # a server keeps its tables when the folder is gone
            db.drop_all(bind_key=None)
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def context(app: Flask) -> Iterator[Any]:
    with app.app_context() as pushed:
        yield pushed


@pytest.fixture
def session(context: Any) -> Session:
    return db.session  # type: ignore[return-value]


@pytest.fixture
def cast(session: Session) -> Cast:
    """Two communes of one tenant with their people and some noise; committed."""
    made = make_cast(session)
    session.commit()
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
