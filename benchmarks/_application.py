"""The application on an empty database in a temporary folder, for figures without a browser or a network."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Flask

sys.path.insert(0, str(Path(__file__).parents[1]))

from gnbv import create_app
from gnbv.db import db


@contextmanager
def application() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "TESTING": True,
            "TODAY": date(2026, 10, 23),
            "SECRET_KEY": "x",
            "WTF_CSRF_ENABLED": False,
        }
        app = create_app(settings, instance_path=folder)
        with app.app_context():
            db.create_all(bind_key=[None, "reads"])
        yield app
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
