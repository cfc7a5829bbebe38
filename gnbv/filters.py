"""How dates, numbers and states are written for people."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask
from flask_babel import get_locale, gettext, ngettext

from gnbv import clock
from gnbv.models.labelled import Labelled


def day(value: date | None, *, year: bool | None = None) -> str:
    """``23/10``, with the year when it is not this one (or when ``year`` says so)."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.civil_day(value)
    with_year = value.year != clock.today().year if year is None else year
    return f"{value.day}/{value.month}/{value.year}" if with_year else f"{value.day}/{value.month}"


def moment(value: datetime | None) -> str:
    """``07:12 ngày 23/10`` in Viet Nam's time."""
    if value is None:
        return ""
    local = clock.local(value)
    return str(gettext("%(time)s ngày %(day)s", time=local.strftime("%H:%M"), day=day(local.date())))


def clock_off(seconds: int | None) -> str:
    """How far a clock is off, in the two largest units: ``nhanh 1 ngày 2 giờ``; positive is ahead."""
    if seconds is None:
        return ""
    left = abs(seconds) // 60
    days, hours, minutes = left // 1440, left % 1440 // 60, left % 60
    parts = [
        ngettext("%(num)s ngày", "%(num)s ngày", days) if days else "",
        ngettext("%(num)s giờ", "%(num)s giờ", hours) if hours else "",
        ngettext("%(num)s phút", "%(num)s phút", minutes) if minutes or left == 0 else "",
    ]
    span = " ".join([part for part in parts if part][:2])
    return str(gettext("nhanh %(span)s", span=span) if seconds > 0 else gettext("chậm %(span)s", span=span))


def number(value: int | float | Decimal | None, places: int | None = None) -> str:
    """``1.612`` and ``4,8`` in Vietnamese, ``1,612`` and ``4.8`` in English."""
    if value is None:
        return ""
    text = f"{value:,}" if places is None else f"{value:,.{places}f}"
    if str(get_locale() or "vi").startswith("en"):
        return text
    return text.translate(str.maketrans(",.", ".,"))


def percent(part: int, whole: int, places: int = 1) -> str:
    """``4,8 %``; a dash when there is no denominator."""
    return f"{number(100 * part / whole, places)} %" if whole else "–"


def label(value: Any) -> str:
    """The words of an enumeration's member in the reader's language."""
    return str(gettext(value.label)) if isinstance(value, Labelled) else str(value)


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, moment=moment, number=number, label=label, clock_off=clock_off)
    app.jinja_env.globals.update(percent=percent)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
