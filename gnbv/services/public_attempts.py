"""How often an address may ask a public page for something that is not there: enough for mistyping, too little for
guessing. What is found is never counted, so a village behind one address is not kept waiting."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gnbv.clock import now
from gnbv.errors import TooMany
from gnbv.models import SignInFailure

FREE_TRIES = 20
FORGET_AFTER = timedelta(hours=1)


def refuse_too_many(session: Session, tenant: int, address: str) -> None:
    """Raises ``TooMany`` with ``retry_after`` once an address asked too often for what is not there. An hour after the
    last such question all is forgotten."""
    row = session.get(SignInFailure, (tenant, _subject(address)))
    if row is None or row.count < FREE_TRIES:
        return
    left = ceil((FORGET_AFTER - (now() - row.last_at)).total_seconds())
    if left > 0:
        raise TooMany(
            "public_wait",
            "Đã tra nhiều mã không có. Giấy thật không bị ảnh hưởng. Đợi khoảng một giờ rồi tra lại, hoặc hỏi UBND xã.",
            "Too many codes that do not exist were asked for. Real papers are not affected. Try again in about an hour, "
            "or ask the commune's office.",
            retry_after=left,
        )


def count_failure(session: Session, tenant: int, address: str) -> None:
    """Count one question for something that is not there. The caller commits it although it answers 404."""
    subject, at = _subject(address), now()
    row = session.get(SignInFailure, (tenant, subject), populate_existing=True)
    if row is not None:
        row.count = 1 if at - row.last_at > FORGET_AFTER else row.count + 1
        row.last_at = at
        return
    try:
        with session.begin_nested():
            session.add(SignInFailure(tenant=tenant, subject=subject, count=1, last_at=at))
    except IntegrityError:
        return  # another one was counted in this moment


def _subject(address: str) -> str:
    return f"public:{address[:100]}"
