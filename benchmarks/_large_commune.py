"""A commune of the size a phone must carry, with the names of the demo, beside the demo's own communes: 3,000 homes
and 15,000 persons in ten villages, all of them given to one collector, `rasoat-lon`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parents[1]))

from gnbv import create_app
from gnbv.db import db
from gnbv.demo import home_facts, households, member_facts, register, rounds, shapes, units, users
from gnbv.demo.drafts import YEARS, HouseholdDraft
from gnbv.demo.load import TENANT
from gnbv.demo.people import People
from gnbv.models import Area, FormVersion, Grant, Role, UnitKind, User
from gnbv.services import commune_keys
from gnbv.services.passwords import hash_password
from tests.browser.stage import environment, make_demo

HOMES, PERSONS_EACH, VILLAGES = 3000, 5, 10
USERNAME = "rasoat-lon"
CODE = "xa-lon"
SEED = 20261120


def make(folder: Path, homes: int = HOMES) -> Path:
    """The demo with the large commune in `folder`; made in a process of its own, so that its settings stay there."""
    make_demo(folder)
    run = subprocess.run(
        [sys.executable, __file__, str(homes)],
        env=environment(folder), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    if run.returncode:
        raise SystemExit(run.stdout + run.stderr)
    return folder


def drafts(homes: int) -> Iterator[HouseholdDraft]:
    rng = Random(SEED)
    people = People(rng, homes=homes)
    for number in range(homes):
        kind = ("poor", "near_poor", "near_poor")[number % 3]
        shape = shapes.ordinary(rng, PERSONS_EACH)
        home = households._home(people, 1 + number % VILLAGES, kind, shape, frozenset())
        home.classes = dict.fromkeys(YEARS, kind)
        member_facts.fill(rng, home)
        home_facts.fill(rng, home)
        yield home


def load(homes: int) -> None:
    session = db.session()
    province = units.find(session, TENANT, "tinh-thanh-hoa")
    commune = units._add(
        session, TENANT, UnitKind.COMMUNE, CODE, "xã Lớn (dữ liệu đo)", province, area=Area.RURAL
    )
    villages = [
        units._add(session, TENANT, UnitKind.VILLAGE, f"{CODE}-{number:02d}", f"Thôn {number}", commune)
        for number in range(1, VILLAGES + 1)
    ]
    commune_keys.current(commune.id)
    register.load(session, villages, drafts(homes), "XL", 700_001)
    form = session.scalars(select(FormVersion)).first()
    assert form is not None
    drive = rounds.load(session, commune, form, date(2026, 10, 23))
    rounds.list_homes(session, drive, villages, set())
    user = User(
        tenant=commune.tenant, username=USERNAME, name="Lê Thị Đông", is_active=True, locale="vi",
        password_hash=hash_password(users.PASSWORD), created_at=users.CREATED,
    )  # fmt: skip
    session.add(user)
    session.flush()
    session.add(
        Grant(
            tenant=commune.tenant,
            user_id=user.id,
            role=Role.COLLECTOR,
            unit_id=commune.id,
            valid_from=users.SINCE,
        )  # fmt: skip
    )
    rounds.assign(session, drive, villages, lambda _village, _place: user, user)
    session.commit()


if __name__ == "__main__":
    with create_app({}, instance_path=os.environ["GNBV_INSTANCE"]).app_context():
        load(int(sys.argv[1]))
