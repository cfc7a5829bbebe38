"""A demo in the middle of its round: surveys of two collectors, a sample drawn, some of it interviewed anew.

``python -m tests.browser.surveyed <instance>``: in a process of its own, because a server will run on that instance.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from gnbv import create_app
from gnbv.db import db
from gnbv.demo.users import PASSWORD
from gnbv.models import Assignment, Grant, Household, Purpose, Role, Round, User
from gnbv.services.passwords import hash_password
from tests import phone

CHECKER = ("phuctra", "Quàng Thị Ba")
EACH = 12
CLOCK = {"started_at": "2026-10-23T02:00:00Z", "finished_at": "2026-10-23T02:40:00Z"}


def sent(there: phone.Phone, home: Household, round_id: UUID, patch: dict[str, Any], **more: Any) -> None:
    meta = {"today": "2026-10-23", "renderer": 1, "later": [], "notes": {}, **CLOCK}
    where: Any = SimpleNamespace(household=home)
    (answer,) = there.send(phone.survey(where, SimpleNamespace(id=round_id), patch, meta=meta, **more))  # type: ignore[arg-type]
    assert answer["outcome"] == "accepted", answer


def main(folder: str) -> None:
    app = create_app(
        {"TESTING": True, "TODAY": date(2026, 10, 23), "WTF_CSRF_ENABLED": False}, instance_path=folder
    )
    with app.app_context():
        session: Any = db.session
        round_ = session.scalars(select(Round)).first()
        round_id = round_.id
        made = User(
            tenant=round_.tenant, username=CHECKER[0], name=CHECKER[1], password_hash=hash_password(PASSWORD),
            is_active=True, locale="vi", created_at=datetime(2026, 9, 1, tzinfo=UTC),
        )  # fmt: skip
        session.add(made)
        session.flush()
        role = {"role": Role.COLLECTOR, "unit_id": round_.unit_id, "valid_from": date(2026, 1, 1)}
        session.add(Grant(tenant=round_.tenant, user_id=made.id, **role))
        session.commit()
        for username, often in (("rasoat", 2), ("rasoat2", 9)):
            user = session.scalars(select(User).where(User.username == username)).one()
            given = (Assignment.user_id == user.id, Assignment.purpose == Purpose.MAIN)
            homes = session.scalars(
                select(Household).join(Assignment, Assignment.household_id == Household.id).where(*given)
            ).all()[:EACH]
            there = phone.Phone(app, user, PASSWORD)
            for place, home in enumerate(homes):
                latrine = "septic" if place % often else "none"
                sent(
                    there, home, round_id, {"utilities.latrine": latrine, "house.floor_area": str(40 + place)}
                )
        desk = app.test_client()
        desk.post("/login", data={"username": "daumoi", "password": PASSWORD})
        address = f"/rounds/{round_id}/back-checks"
        assert desk.post(address, data={"share": "40", "seed": "7"}).status_code == 303
        pairs = re.findall(rf'value="(\S+:{made.id})"', desk.get(address).text)
        # Some wait for a second collector, one for the visit.
        assert desk.post(f"{address}/assignments", data={"give": pairs[:-2]}).status_code == 303
        there = phone.Phone(app, session.get_one(User, (1, made.id)), PASSWORD)
        for place, pair in enumerate(pairs[:-3]):
            home = session.get_one(Household, (1, UUID(pair.partition(":")[0])))
            other = {"people.member.1.insurance": "expired", "house.walls": "earth"} if place % 2 else {}
            sent(there, home, round_id, {"utilities.latrine": "septic", **other}, purpose="back_check")
        sys.stdout.write(f"{round_id}\n")
        for engine in db.engines.values():
            engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
