"""Offices, unions and villages under the names that plans use. A name is never corrected; spellings are linked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Agency
from gnbv.rules.names import slug

GROUP_WORDS = ("các ", "mọi ", "tất cả ")


class Agencies:
    """Finds agencies by name within one import and makes those that are missing."""

    def __init__(self, session: Session, tenant: int) -> None:
        self._session = session
        self._tenant = tenant
        self._by_name: dict[str, Agency] = {}
        self._first: dict[str, Agency] = {}
        for agency in session.scalars(select(Agency).where(Agency.tenant == tenant).order_by(Agency.name)):
            self._remember(agency)

    def named(self, name: str) -> Agency:
        """The agency of exactly this name. A spelling that differs only in case, dashes or spaces from one that
        is there ("Trung tâm truyền thông – Văn hóa" and "Trung tâm Truyền thông - Văn hóa") points to it."""
        name = " ".join(name.split())
        found = self._by_name.get(name)
        if found is not None:
            return found
        same = self._first.get(slug(name))
        agency = Agency(
            tenant=self._tenant,
            id=new_id(),
            name=name,
            is_group=name.casefold().startswith(GROUP_WORDS),
            same_as_id=None if same is None else same.same_as_id or same.id,
        )
        self._session.add(agency)
        self._remember(agency)
        return agency

    def _remember(self, agency: Agency) -> None:
        self._by_name[agency.name] = agency
        if agency.same_as_id is None:
            self._first.setdefault(slug(agency.name), agency)
