"""A person's own surveys with the remarks on them, and receipts for what waits or was settled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, undefer

from gnbv.clock import now
from gnbv.models import (
    Comment,
    Decision,
    DecisionKind,
    Outcome,
    Purpose,
    Result,
    Revision,
    Round,
    RoundStatus,
    Survey,
    SurveyStatus,
    SyncItem,
)
from gnbv.services import messages, sealing
from gnbv.services.kit_scope import UNDECIDED, Scope

Entry = tuple[str, str, dict[str, Any]]
RECEIPT_DAYS = 30
MOST_RECEIPTS = 500


def ids(session: Session, scope: Scope) -> list[UUID]:
    return list(session.scalars(_own(scope).with_only_columns(Survey.id)))


def receipt_ids(session: Session, scope: Scope) -> list[UUID]:
    newest = _receipts(scope).order_by(SyncItem.received_at.desc()).limit(MOST_RECEIPTS)
    return list(session.scalars(newest.with_only_columns(SyncItem.id)))


def entries(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """The person's surveys among ``wanted``: answers while undecided, afterwards the state alone; the thread
    always. Six queries."""
    if not wanted:
        return
    rows = session.scalars(_own(scope).where(Survey.id.in_(wanted))).all()
    undecided = [row for row in rows if row.status in UNDECIDED]
    tenant = scope.actor.tenant
    revisions = {
        row.id: row
        for row in session.scalars(
            select(Revision)
            .where(Revision.tenant == tenant, Revision.id.in_([row.revision_id for row in undecided]))
            .options(undefer(Revision.answers_sealed))
        )
    }
    results: dict[UUID, list[dict[str, Any]]] = {}
    for result in session.scalars(
        select(Result)
        .where(Result.tenant == tenant, Result.revision_id.in_(revisions))
        .order_by(Result.standard)
    ):
        results.setdefault(result.revision_id, []).append(result.document)
    comments = _comments(session, tenant, [row.id for row in undecided])
    decisions = _decisions(session, tenant, [row.id for row in rows])
    threads = messages.for_phone(session, scope.actor, [row.id for row in rows])
    for row in rows:
        revision = revisions.get(row.revision_id) if row.revision_id else None
        yield "survey", str(row.id), {
            "id": str(row.id),
            "household": str(row.household_id),
            "round": str(row.round_id),
            "status": row.status.value,
            **({} if row.purpose is Purpose.MAIN else {"purpose": row.purpose.value}),
            "revision": _revision(scope, revision, results.get(revision.id, [])) if revision else None,
            "comments": comments.get(row.id, []),
            "decided": decisions.get(row.id),
            **({"messages": threads[row.id]} if row.id in threads else {}),
        }  # fmt: skip


def receipts(session: Session, scope: Scope, wanted: list[UUID]) -> Iterator[Entry]:
    """What was held or met a rival, and how it was settled."""
    if not wanted:
        return
    for row in session.scalars(_receipts(scope).where(SyncItem.id.in_(wanted))):
        yield "receipt", str(row.id), {
            # A second content under a taken id lies here under another one; the phone knows the first.
            "item": (row.cause or {}).get("item") or str(row.id),
            "outcome": row.outcome.value,
            # What was taken in without more to say names its other id alone.
            "cause": row.cause if row.cause and "code" in row.cause else None,
            "settled": row.settled_at is not None,
        }  # fmt: skip


def _own(scope: Scope) -> Any:
    open_rounds = select(Round.id).where(Round.tenant == scope.actor.tenant, Round.status == RoundStatus.OPEN)
    return select(Survey).where(
        Survey.tenant == scope.actor.tenant,
        Survey.collector_id == scope.actor.user_id,
        Survey.status != SurveyStatus.WITHDRAWN,
        or_(Survey.status.in_(UNDECIDED), Survey.round_id.in_(open_rounds)),
    )


def _receipts(scope: Scope) -> Any:
    since = now() - timedelta(days=RECEIPT_DAYS)
    return select(SyncItem).where(
        SyncItem.tenant == scope.actor.tenant,
        SyncItem.user_id == scope.actor.user_id,
        or_(
            SyncItem.outcome.in_((Outcome.HELD, Outcome.CONFLICT)) & SyncItem.settled_at.is_(None),
            SyncItem.settled_at > since,
        ),
    )


def _revision(scope: Scope, revision: Revision, results: list[dict[str, Any]]) -> dict[str, Any]:
    document = sealing.unseal_document(f"revision/{revision.id}", revision.answers_sealed)
    sheet = next((sheet for sheet in scope.sheets if sheet.id == revision.form_version_id), None)
    return {
        "id": str(revision.id),
        "number": revision.number,
        # A correction stays on the version of the sheet that the answers were given on, until it is moved.
        **({"form": sheet.form, "version": sheet.version} if sheet else {}),
        "answers": document["answers"],
        "meta": document["meta"],
        "attachments": document.get("attachments") or [],
        "result": results[0] if results else None,
        "results": results,
    }


def _comments(session: Session, tenant: int, surveys: list[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """Remarks that were sent with a return; a supervisor's unsent ones stay with the supervisor."""
    rows = session.scalars(
        select(Comment)
        .where(Comment.tenant == tenant, Comment.survey_id.in_(surveys), Comment.decision_id.is_not(None))
        .options(joinedload(Comment.author), joinedload(Comment.reply))
        .order_by(Comment.written_at, Comment.id)
    )
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in rows:
        reply = row.reply
        found.setdefault(row.survey_id, []).append(
            {
                "id": str(row.id),
                "key": row.question,
                "instance": row.instance_id,
                "text": row.text,
                "author": row.author.name,
                "role": "supervisor",
                "at": _instant(row.written_at),
                "reply": {"kind": reply.kind.value, "reason": reply.reason} if reply else None,
            }
        )
    return found


def _decisions(session: Session, tenant: int, surveys: list[UUID]) -> dict[UUID, dict[str, Any]]:
    """The newest decision of each; a back-check is kept from the collector it is about."""
    rows = session.scalars(
        select(Decision)
        .where(
            Decision.tenant == tenant,
            Decision.survey_id.in_(surveys),
            Decision.kind != DecisionKind.BACK_CHECK,
        )
        .options(joinedload(Decision.actor))
        .order_by(Decision.decided_at, Decision.id)
    )
    return {
        row.survey_id: {
            "kind": row.kind.value,
            "by": row.actor.name,
            "at": _instant(row.decided_at),
            "note": row.note,
        }
        for row in rows
    }


def _instant(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%S.")) + f"{at.microsecond // 1000:03d}Z"
