"""The migrations make exactly the tables that the models describe."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from gnbv import create_app
from gnbv.db import Base, ReadsBase, UtcDateTime, db


def _differences(bind: str | None, metadata: object) -> list[object]:
    def same_type(
        _context: object, _inspected: object, _column: object, _found: object, wanted: object
    ) -> bool | None:
        return False if isinstance(wanted, UtcDateTime) else None

    with db.engines[bind].connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": same_type})
        return list(compare_metadata(context, metadata))  # type: ignore[arg-type]


@pytest.mark.parametrize(("bind", "metadata"), [(None, Base.metadata), ("reads", ReadsBase.metadata)])
def test_the_migrated_database_is_what_the_models_say(
    tmp_path: Path, bind: str | None, metadata: object
) -> None:
    app = create_app({"SECRET_KEY": "test", "TESTING": True}, instance_path=str(tmp_path))
    with app.app_context():
        upgrade(directory=str(app.config["MIGRATIONS"]))
        assert _differences(bind, metadata) == []
        upgrade(directory=str(app.config["MIGRATIONS"]))
        downgrade(directory=str(app.config["MIGRATIONS"]), revision="base")
        for engine in db.engines.values():
            engine.dispose()
