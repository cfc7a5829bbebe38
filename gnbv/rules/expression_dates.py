"""Civil days without a clock or a time zone database; ``static/js/rules/dates.js`` is the twin.

An instant with an offset is read as civil time of the commune (UTC+7, no summer time since 1975).
"""

import math
import re
from functools import lru_cache

OFFSET_MINUTES = 420
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?\Z"
)
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?\Z")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
DAY_MS = 86_400_000


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 in the proleptic Gregorian calendar."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    days += 719_468
    era = days // 146_097
    day_of_era = days - era * 146_097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def is_day(year: int, month: int, day: int) -> bool:
    if not (1 <= month <= 12 and day >= 1):
        return False
    return civil_from_days(days_from_civil(year, month, day)) == (year, month, day)


def _clock_ms(parts: tuple[str | None, ...], shift: bool = True) -> int | None:
    hour, minute, second, fraction, offset = parts
    h, m, s = int(hour or 0), int(minute or 0), int(second or 0)
    if h > 23 or m > 59 or s > 59:
        return None
    ms = ((h * 60 + m) * 60 + s) * 1000 + int(((fraction or ".") + "000")[1:4])
    if offset and shift:
        away = 0
        if offset != "Z":
            digits = offset[1:].replace(":", "")
            away = int(digits[:2]) * 60 + int(digits[2:] or 0)
        ms += (OFFSET_MINUTES - (-away if offset[0] == "-" else away)) * 60_000
    return ms


@lru_cache(maxsize=4096)
def moment_of(text: str) -> int | None:
    """Milliseconds of civil time from 1970-01-01T00:00, or None when the text is no date."""
    match = _DATE.match(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups()[:3])
    clock = _clock_ms(match.groups()[3:])
    if clock is None or not is_day(year, month, day):
        return None
    return days_from_civil(year, month, day) * DAY_MS + clock


def time_of(text: str) -> int | None:
    """Milliseconds of the day of a time as written on the phone, or None."""
    match = _TIME.match(text)
    return None if match is None else _clock_ms(match.groups(), shift=False)


def days_of(text: str) -> float:
    """A date, date with time or time as days (and a fraction), else NaN."""
    if len(text) < 5 or (text[4] != "-" and text[2] != ":"):
        return math.nan  # most texts: cheaper than two patterns
    ms = moment_of(text)
    if ms is None:
        ms = time_of(text)
    return math.nan if ms is None else ms / DAY_MS


def date_text(days: int) -> str:
    if not -719_528 <= days <= 2_932_896:
        return ""
    return "{:04d}-{:02d}-{:02d}".format(*civil_from_days(days))


def moment_text(ms: int) -> str:
    days, rest = divmod(ms, DAY_MS)
    day = date_text(days)
    if not day:
        return ""
    clock = f"{rest // 3_600_000:02d}:{rest // 60_000 % 60:02d}:{rest // 1000 % 60:02d}.{rest % 1000:03d}"
    return f"{day}T{clock}+07:00"


@lru_cache(maxsize=1024)
def format_moment(ms: int, pattern: str) -> str:
    """The escapes of ODK's format-date and format-date-time; month and day names are English."""
    days, rest = divmod(ms, DAY_MS)
    year, month, day = civil_from_days(days)
    hour, minute, second = rest // 3_600_000, rest // 60_000 % 60, rest // 1000 % 60
    known = {
        "%": "%",
        "Y": f"{year:04d}",
        "y": f"{year:04d}"[2:],
        "m": f"{month:02d}",
        "n": str(month),
        "b": MONTHS[month - 1],
        "d": f"{day:02d}",
        "e": str(day),
        "H": f"{hour:02d}",
        "h": str(hour),
        "M": f"{minute:02d}",
        "S": f"{second:02d}",
        "3": f"{rest % 1000:03d}",
        "a": WEEKDAYS[(days + 4) % 7],
    }
    return re.sub(r"%(.?)", lambda match: known.get(match.group(1), match.group(0)), pattern, flags=re.DOTALL)
