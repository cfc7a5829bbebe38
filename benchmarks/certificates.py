"""What a run of certificates costs: hundreds printed by the worker, and by a page that asks for one batch after another.

    .venv/bin/python benchmarks/certificates.py [certificates]

Real services on a SQLite file of its own; the files are written and synced to disk as in an office.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _application import application
from _stage import line
from sqlalchemy import func, select, update

from gnbv.cli_server import print_certificates
from gnbv.db import db
from gnbv.models import Certificate, CertificateState
from tests import factories
from tests.certificate_stage import ordered
from tests.factories import TENANT
from tests.procedure_stage import N, P

WARM = 20
HTMX = {"HX-Request": "true"}


def memory() -> float:
    """Megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1024 / 1024


def again() -> None:
    """Everything is to be printed once more."""
    db.session.execute(
        update(Certificate).values(sha256=None, state=CertificateState.WAITING, claimed_until=None)
    )
    db.session.commit()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    with application() as app:
        with app.app_context():
            cast = factories.make_cast(db.session())
            made = ordered(db.session, cast, homes=[(None, P if n % 3 else N) for n in range(count)])
            address = f"/recognitions/{made.recognition.id}/certificates"
            username, village = cast.coordinator.username, cast.village.id
        with app.app_context():
            ids = list(db.session.scalars(select(Certificate.id).limit(WARM)))
            db.session.execute(update(Certificate).where(Certificate.id.not_in(ids)).values(ordered_at=None))
            db.session.commit()
            print_certificates(TENANT)  # the first papers load the libraries and fonts
            db.session.execute(update(Certificate).values(ordered_at=made.recognition.recorded_at))
            again()
        with app.app_context():
            held, clock, processor = memory(), time.perf_counter(), time.process_time()
            done = print_certificates(TENANT)
            assert done == count, done
            line(f"{count} certificates by the worker", time.perf_counter() - clock, "s")
            line("  of the processor", time.process_time() - processor, "s")
            line("  one of them", (time.process_time() - processor) * 1000 / count, "ms CPU")
            line("  more memory than before the run", memory() - held, "MB")
            sizes = db.session.scalar(select(func.count(Certificate.sha256.distinct())))
            assert sizes == count
            again()
        client = app.test_client()
        client.post("/login", json={"username": username, "password": factories.PASSWORD})
        longest, clock, held = 0.0, time.perf_counter(), memory()
        while True:
            began = time.perf_counter()
            answer = client.post(f"{address}/run", headers=HTMX)
            longest = max(longest, time.perf_counter() - began)
            if answer.status_code == 204:
                break
            assert answer.status_code == 200, answer.status_code
        line(f"{count} certificates by an open page", time.perf_counter() - clock, "s")
        line("  longest request", longest, "s")
        line("  more memory than before the run", memory() - held, "MB")
        began = time.perf_counter()
        file = client.get(f"{address}/villages/{village}/papers.pdf")
        line(f"one file of {count} sheets for the printer", time.perf_counter() - began, "s")
        line("  its size", len(file.data) / 1024 / 1024, "MB")


if __name__ == "__main__":
    main()
