"""How a round checks what arrives: which checks, from which thresholds, how heavy, and what is held for a look.

A change holds for what arrives from then on. Flags that stand are changed by ``quality_runs`` alone.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import Conflict, Invalid, NotPermitted
from gnbv.models import Event, Round, RoundStatus, User
from gnbv.permissions import ROUND_ROLES, Actor
from gnbv.rules import quality, quality_bounds
from gnbv.rules.quality_bounds import WEIGHTS, Bound
from gnbv.services import access, events
from gnbv.services.canonical import digest
from gnbv.services.quality import HOLD, SETTINGS

CHANGED = "round.quality_changed"
CHANGED_AT = "quality_changed_at"
MOST_HELD = 50  # percent: more than that is no sample but another queue
MOST_SEED = 2**31
SHOWN_CHANGES = 20
# A change of the hold rule stands under this name, beside the codes of checks.
HELD = "hold"


@dataclass(frozen=True)
class Wanted:
    """What a form says, as it was typed. ``values``: "code:name" → text; ``weights``: code → text."""

    on: frozenset[str]
    weights: Mapping[str, str]
    values: Mapping[str, str]
    hold_weight: str = ""
    hold_share: str = ""
    hold_seed: str = ""


@dataclass(frozen=True)
class Field:
    bound: Bound
    value: float


@dataclass(frozen=True)
class Check:
    """A check as the round has it. ``says``: its words with what it counts left open."""

    code: str
    about: str
    says: str
    is_on: bool
    weight: int
    is_changed: bool
    fields: list[Field] = field(default_factory=list)


def checks(round_: Round, locale: str, settings: Mapping[str, Any] | None = None) -> list[Check]:
    """Every check in the order in which they are told."""
    own = round_.settings.get(SETTINGS, {}) if settings is None else settings
    found = []
    for code in quality.RULES:
        held = quality_bounds.merged(code, own.get(code, {}))
        found.append(
            Check(
                code=code,
                about=quality_bounds.about(code, locale),
                says=quality.sentence(code, {}, locale),
                is_on=bool(held["on"]),
                weight=int(held["weight"]),
                is_changed=bool(own.get(code)),
                fields=[
                    Field(bound, quality_bounds.typed(bound, held[bound.name]))
                    for bound in quality_bounds.bounds_of(code)
                ],
            )
        )
    return found


def hold(round_: Round) -> dict[str, Any]:
    """The rule by which surveys are held: ``weight`` (or ``None``), ``share`` in percent, ``seed``."""
    own = round_.settings.get(HOLD, {})
    return {
        "weight": own.get("weight"),
        "share": round(float(own.get("share") or 0) * 100, 6),
        "seed": own.get("seed"),
    }


def version(round_: Round) -> str:
    """Changes whenever the settings do: two people at the page are told of each other by it."""
    return digest([round_.settings.get(SETTINGS, {}), round_.settings.get(HOLD, {})])[:16]


def change(
    session: Session, actor: Actor, round_: Round, wanted: Wanted, known: str
) -> list[tuple[str, str, Any, Any]]:
    """Write what was typed; returns what changed as (code, name, from, to). What is the same already changes nothing.
    ``known``: the version that the person saw.

    Raises ``NotPermitted``, ``Conflict`` for a closed round or when somebody else changed it meanwhile, ``Invalid``
    naming the check whose threshold cannot be read: then nothing is changed.
    """
    if not actor.holds(ROUND_ROLES, access.get_unit_of(session, round_).path):
        raise NotPermitted()
    # Two people at once: the second sees what the first wrote, and what a draw wrote stays.
    session.refresh(round_, ["settings", "status"], with_for_update=True)
    own, held = read(wanted, round_)
    before = (round_.settings.get(SETTINGS, {}), round_.settings.get(HOLD, {}))
    changes = _changes(before, (own, held))
    if not changes:
        return []
    if round_.status is RoundStatus.CLOSED:
        raise Conflict(
            "round_closed",
            "Đợt đã khép nên không đổi cách kiểm tra được. Cách kiểm tra vẫn như cũ. Cần đổi thì mở lại đợt.",
            "The round is closed, so its checks were not changed. They are as they were. Open the round again to change them.",
        )
    if known != version(round_):
        raise Conflict(
            "settings_changed",
            "Người khác vừa đổi cách kiểm tra của đợt này. Thay đổi của họ vẫn giữ, của bạn chưa ghi. Tải lại trang rồi sửa lại.",
            "Somebody else has just changed these checks. Theirs is kept, yours was not written. Reload and change it again.",
        )
    round_.settings = {**round_.settings, SETTINGS: own, HOLD: held, CHANGED_AT: now().isoformat()}
    events.record(
        session,
        actor,
        CHANGED,
        "round",
        round_.id,
        unit_id=round_.unit_id,
        changes=[list(one) for one in changes],
    )
    session.flush()
    return changes


def read(wanted: Wanted, round_: Round) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was typed as the round keeps it: of each check only what differs from its defaults, and the hold rule.
    Raises ``Invalid``."""
    own: dict[str, Any] = {}
    for code in quality.RULES:
        usual = quality_bounds.merged(code, {})
        given: dict[str, Any] = {
            "on": code in wanted.on,
            "weight": _weight(code, wanted.weights.get(code, "")),
        }
        for bound in quality_bounds.bounds_of(code):
            text = wanted.values.get(f"{code}:{bound.name}", "")
            value = quality_bounds.kept(bound, text)
            if value is None:
                raise _unreadable(code, bound)
            given[bound.name] = value
        # What no form offers stays as the round has it.
        kept = {**round_.settings.get(SETTINGS, {}).get(code, {}), **given}
        differing = {name: value for name, value in kept.items() if usual.get(name) != value}
        if differing:
            own[code] = differing
    return own, _hold(wanted, round_)


def history(session: Session, round_: Round) -> list[tuple[Event, str]]:
    """The newest changes, each with who made it."""
    rows = session.execute(
        select(Event, User.name)
        .join(User, (User.tenant == Event.tenant) & (User.id == Event.actor_id))
        .where(
            Event.tenant == round_.tenant,
            Event.subject_kind == "round",
            Event.subject_id == round_.id,
            Event.action == CHANGED,
        )
        .order_by(Event.number.desc())
        .limit(SHOWN_CHANGES)
    )
    return [(row.Event, row.name) for row in rows]


def _hold(wanted: Wanted, round_: Round) -> dict[str, Any]:
    held: dict[str, Any] = {}
    if wanted.hold_weight:
        held["weight"] = _weight(HELD, wanted.hold_weight)
    bound = Bound("share", "Giữ ngẫu nhiên", "Held at random", 0, MOST_HELD, "%", "%", False, True)
    share = quality_bounds.kept(bound, wanted.hold_share or "0")
    if share is None:
        raise _unreadable(HELD, bound)
    seed = wanted.hold_seed.strip()
    if seed and not (seed.isascii() and seed.isdigit() and int(seed) < MOST_SEED):
        raise _unreadable(HELD, Bound("seed", "Số gốc", "Seed", 0, MOST_SEED - 1))
    if share:
        known = round_.settings.get(HOLD, {}).get("seed")
        held |= {"share": share, "seed": seed or known or str(secrets.randbelow(MOST_SEED))}
    return held


def _changes(
    before: tuple[dict[str, Any], dict[str, Any]], after: tuple[dict[str, Any], dict[str, Any]]
) -> list[tuple[str, str, Any, Any]]:
    found: list[tuple[str, str, Any, Any]] = []
    for code in quality.RULES:
        old, new = (quality_bounds.merged(code, one[0].get(code, {})) for one in (before, after))
        found += [(code, name, old[name], new[name]) for name in new if old.get(name) != new[name]]
    for name in ("weight", "share", "seed"):
        if before[1].get(name) != after[1].get(name):
            found.append((HELD, name, before[1].get(name), after[1].get(name)))
    return json.loads(json.dumps(found)) if found else []


def _weight(code: str, text: str) -> int:
    if text not in {str(one) for one in WEIGHTS}:
        raise _unreadable(code, Bound("weight", "Mức", "Weight", WEIGHTS[0], WEIGHTS[-1]))
    return int(text)


def _unreadable(code: str, bound: Bound) -> Invalid:
    vi, en = (quality.sentence(code, {}, locale) if code in quality.RULES else "" for locale in ("vi", "en"))
    return Invalid(
        "threshold_unreadable",
        f"“{bound.vi}”{f' ở “{vi}”' if vi else ''} phải là số từ {bound.least:g} đến {bound.most:g}"
        f"{f' {bound.unit_vi}' if bound.unit_vi else ''}. Cách kiểm tra vẫn như cũ. Sửa số đó rồi ghi lại.",
        f"“{bound.en}”{f' of “{en}”' if en else ''} must be a number from {bound.least:g} to {bound.most:g}"
        f"{f' {bound.unit_en}' if bound.unit_en else ''}. The checks are as they were. Correct it, then save again.",
        field=f"{code}:{bound.name}",
    )
