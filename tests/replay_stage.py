"""A really served application with a round, and as many collectors and households as a history needs; Node beside it.

The phones are the offline modules themselves, run by Node (`tests/js/offline/model/`).
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from gnbv.ids import new_id
from gnbv.models import Assignment, Household, ListReason, Purpose, Role, Round, RoundHousehold, User
from tests import factories, phone, scoring_cases
from tests.browser.stage import Server
from tests.factories import NOW, TENANT, Cast
from tests.node import node_executable
from tests.proxy import FaultProxy
from tests.tree import ROOT

MODEL = ROOT / "tests" / "js" / "offline" / "model"
PIN = "135790"


@dataclass
class Stage:
    """`folder` is the instance; `proxy` stands before the server; `season` what every phone works on."""

    session: Session
    cast: Cast
    round: Round
    folder: Path
    server: Server
    proxy: FaultProxy

    def season(self, people: dict[str, User], homes: dict[str, list[Household]]) -> dict[str, Any]:
        """The world of one history as Node takes it."""
        return {
            "round": str(self.round.id),
            "form": "phieu-ra-soat",
            "version": scoring_cases.sheet()["version"],
            "answers": scoring_cases.changed(phone.COMPLETION),
            "people": {
                name: {
                    "id": str(user.id),
                    "username": user.username,
                    "name": user.name,
                    "password": factories.PASSWORD,
                    "pin": PIN,
                    "plant": f"Bí mật của {user.username}",
                    "households": [str(home.id) for home in homes[name]],
                }
                for name, user in people.items()
            },
        }

    def collector(self, username: str, homes: int) -> tuple[User, list[Household]]:
        """A collector with so many assigned households, not committed."""
        user = factories.user(self.session, username, Role.COLLECTOR, self.cast.village, name=username)
        return user, [self._home(user, number) for number in range(homes)]

    def node(self, program: str, what: dict[str, Any], *, seconds: int) -> Any:
        """What a program of the model prints last, as JSON; its failure is the test's."""
        self.session.commit()
        config = self.folder / f"{program}.json"
        asked = {"url": self.proxy.url, "folder": str(self.folder), **what}
        config.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        command = [node_executable(), "--no-warnings", str(MODEL / program), str(config)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        assert done.returncode == 0, (
            done.stdout[-6000:] + done.stderr[-3000:] + self.server.log.read_text()[-3000:]
        )
        self.session.rollback()
        return json.loads(done.stdout.splitlines()[-1])

    def _home(self, user: User, number: int) -> Household:
        home = Household(
            tenant=TENANT, id=new_id(), unit_id=self.cast.village.id, number=number + 1000, code=f"{user.username}-{number}",
            head_name=f"Hộ {number}", search_text=f"hộ {number}", place="Xóm thử", facts={}, opened_on=factories.DAY, created_at=NOW,
        )  # fmt: skip
        self.session.add(home)
        self.session.flush()  # the lists below point to it
        named = {"tenant": TENANT, "round_id": self.round.id, "household_id": home.id}
        self.session.add(RoundHousehold(**named, unit_id=home.unit_id, reason=ListReason.POOR, added_at=NOW))
        self.session.add(
            Assignment(
                **named,
                id=new_id(),
                user_id=user.id,
                purpose=Purpose.MAIN,
                due_on=factories.DAY,
                assigned_at=NOW,
            )
        )
        return home


@contextmanager
def served(app: Flask, session: Session, cast: Cast, *, workers: int = 1) -> Iterator[Stage]:
    """The test's own database behind `gnbv serve` and the proxy. SQLite only: both processes open its file."""
    round_ = phone.season(session, cast)
    folder = Path(app.instance_path)
    server = Server(folder, workers=workers).start()
    try:
        with FaultProxy(server.port) as proxy:
            yield Stage(session, cast, round_, folder, server, proxy)
    finally:
        server.stop()
