"""The commune's keys: made at set-up, changed by an act, kept for late phones, part of the backup."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv import create_app
from gnbv.cli import main
from gnbv.clock import now
from gnbv.db import transaction
from gnbv.errors import NotFound
from gnbv.models import Event, Round
from gnbv.services import backups, commune_keys, envelope, key_rotation
from tests import phone
from tests.factories import TENANT, Cast
from tests.handover import hand_in, made, sealed
from tests.phone import Phone, season
from tests.signing_in import signed_in


@pytest.fixture
def round_(session: Session, cast: Cast) -> Round:
    return season(session, cast)


@pytest.fixture
def thu(app: Flask, cast: Cast, round_: Round) -> Phone:
    return Phone(app, cast.collector)


def rotate(cast: Cast) -> str:
    with transaction() as session:
        return key_rotation.rotate(session, TENANT, cast.commune.code)


def test_a_phone_with_the_old_key_still_gets_through(thu: Phone, cast: Cast, round_: Round) -> None:
    old = commune_keys.current(cast.commune.id)["kid"]
    survey = sealed(cast.commune.id, phone.survey(cast, round_))
    fresh = rotate(cast)
    assert fresh != old
    assert thu.send(survey)[0]["outcome"] == "accepted"
    late = sealed(cast.commune.id, phone.visit(cast, round_), kid=old)
    assert thu.send(late)[0]["outcome"] == "accepted"


def test_phones_learn_the_new_key_with_their_next_kit(thu: Phone, cast: Cast, session: Session) -> None:
    before = thu.kit()
    old = commune_keys.current(cast.commune.id)["kid"]
    fresh = rotate(cast)
    after = thu.kit(before["cursor"])
    named = [entry["id"] for entry in after["entries"] if entry["type"] == "key"]
    assert (after["mode"], named) == ("manifest", [fresh])
    assert old in [entry["id"] for entry in before["entries"]]
    assert thu.want(("key", fresh))["entries"][0]["data"]["kid"] == fresh
    event = session.scalars(select(Event).where(Event.action == "key.rotated")).one()
    assert (event.details["kid"], event.unit_id) == (fresh, cast.commune.id)


def test_without_its_key_an_item_stays_on_the_phone_and_says_why(
    app: Flask, thu: Phone, cast: Cast, round_: Round
) -> None:
    old = commune_keys.current(cast.commune.id)["kid"]
    plain = phone.survey(cast, round_)
    item = sealed(cast.commune.id, plain)
    rotate(cast)
    file = app.config["INSTANCE"] / "keys" / str(cast.commune.id) / f"{old}.pem"
    content = file.read_bytes()
    file.unlink()
    said = thu.send(item)[0]
    assert (said["outcome"], said["cause"]["code"]) == ("rejected", "unknown_key")
    assert "Phiếu vẫn giữ trên máy" in said["cause"]["vi"]
    desk = signed_in(app, cast.supervisor)
    assert "khóa của nơi khác" in desk.get(hand_in(desk, made(thu, item)).location).text
    # The phone seals it anew to the key of its next kit: the same item, the same content.
    assert thu.send(sealed(cast.commune.id, plain))[0]["outcome"] == "accepted"
    file.write_bytes(content)
    assert thu.send(item)[0]["outcome"] == "duplicate"


def test_a_restored_backup_opens_what_old_keys_sealed(
    app: Flask, cast: Cast, round_: Round, tmp_path: Path
) -> None:
    items = [phone.visit(cast, round_) for _ in range(3)]
    boxes = []
    for item in items:
        boxes.append(sealed(cast.commune.id, item))
        rotate(cast)
    with transaction() as session:
        recovery = [commune_keys.current("recovery")["kid"], key_rotation.rotate_recovery(session, TENANT)]
    current = commune_keys.current(cast.commune.id)["kid"]
    backups.write(Path(app.config["INSTANCE"]), tmp_path / "copy.tar.gz", now())
    backups.restore(tmp_path / "copy.tar.gz", tmp_path / "restored")
    other = create_app({"TESTING": True, "SECRET_KEY": "test"}, instance_path=str(tmp_path / "restored"))
    with other.app_context():
        for box in boxes:
            plain = envelope.open_sealed(
                commune_keys.private_key(box["sealed"]["kid"]), box["sealed"], box["id"]
            )
            assert b"nobody_home" in plain
        assert commune_keys.current(cast.commune.id)["kid"] == current
        assert [key.kid for key in commune_keys.kept()["recovery"]] == recovery
        assert all(commune_keys.private_key(kid) for kid in recovery)


def test_the_key_in_use_is_told_by_name_and_not_by_the_time_of_a_file(app: Flask, cast: Cast) -> None:
    first = commune_keys.current(cast.commune.id)["kid"]
    second = rotate(cast)
    place = app.config["INSTANCE"] / "keys" / str(cast.commune.id)
    (place / f"{first}.pem").touch()  # as after a copy that does not keep times
    assert commune_keys.current(cast.commune.id)["kid"] == second
    assert [(key.kid, key.is_current) for key in commune_keys.kept()[str(cast.commune.id)]] == [
        (second, True),
        (first, False),
    ]
    assert all(path.stat().st_mode & 0o077 == 0 for path in place.glob("*.pem"))


def test_no_key_is_changed_for_a_code_that_is_no_communes(session: Session, cast: Cast) -> None:
    for code in (cast.village.code, "nowhere"):
        with pytest.raises(NotFound):
            key_rotation.rotate(session, TENANT, code)
    assert commune_keys.kept() == {}


def test_set_up_makes_the_keys_and_the_command_line_changes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GNBV_INSTANCE", str(tmp_path / "instance"))
    for name in ("DATABASE_URL", "GNBV_READS_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    run = CliRunner()
    first = run.invoke(main, ["init"])
    assert first.exit_code == 0 and "1 keys were made" in first.output, first.output
    assert "keys were made" not in run.invoke(main, ["init"]).output
    before = run.invoke(main, ["keys", "list"]).output
    assert before.count("in use") == 1 and "recovery" in before
    changed = run.invoke(main, ["keys", "rotate", "--recovery"])
    assert changed.exit_code == 0 and "Older keys are kept" in changed.output, changed.output
    after = run.invoke(main, ["keys", "list"]).output
    assert after.count("in use") == 1 and after.count("kept for late phones") == 1
    assert run.invoke(main, ["keys", "rotate"]).exit_code == 2
    unknown = run.invoke(main, ["keys", "rotate", "--unit", "nowhere"])
    assert unknown.exit_code == 1 and "no key was changed" in unknown.output
