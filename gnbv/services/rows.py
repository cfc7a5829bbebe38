"""Rows by their key, with a statement that is kept: building it anew costs several times what the database does."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from gnbv.db import TenantRow

Row = TypeVar("Row", bound=TenantRow)


def by_key(session: Session, model: type[Row], tenant: int, id_: UUID) -> Row | None:
    """The row with this key, as ``session.get`` finds it: asked once as long as somebody holds it."""
    known: Row | None = session.identity_map.get(_identity(model, tenant, id_))
    if known is not None and _is_loaded(known):
        return known
    return session.scalar(_statement(model), {"tenant": tenant, "id": id_})


def _identity(model: type[Any], tenant: int, id_: UUID) -> Any:
    return model.__mapper__.identity_key_from_primary_key((tenant, id_))


def _is_loaded(row: Any) -> bool:
    return "id" in row.__dict__  # what a rollback has expired is empty


_statements: dict[type[TenantRow], Select[Any]] = {}


def _statement(model: type[Row]) -> Select[tuple[Row]]:
    if model not in _statements:
        key = (model.tenant == bindparam("tenant"), model.id == bindparam("id"))
        _statements[model] = select(model).where(*key)
    return _statements[model]
