"""Which lists of the commune's decision a household stands on (QĐ 24/2021/QĐ-TTg, step 6). It may stand on two: a poor
household that becomes near-poor escaped one list and came to the other (belief .85, docs/domain-rules.md 3)."""

from __future__ import annotations

POOR, NEAR_POOR = "poor", "near_poor"
BELOW = (POOR, NEAR_POOR)
ESCAPED_POOR, ESCAPED_NEAR_POOR, REFUSED = "escaped_poor", "escaped_near_poor", "refused"


def lists_of(before: str | None, after: str, asked: str | None = None) -> list[str]:
    """The lists of a household that stood in class ``before`` and is put into ``after``.

    ``asked``: the kind of its request on paper (``poor``: to be poor or near-poor; ``escape``: to be taken off). A request
    that the result does not follow is refused with reasons. A near-poor household that becomes poor escaped nothing.
    """
    found = []
    if before == POOR and after != POOR:
        found.append(ESCAPED_POOR)
    elif before == NEAR_POOR and after not in BELOW:
        found.append(ESCAPED_NEAR_POOR)
    if after in BELOW:
        found.append(after)
    is_better = (before == POOR and after == NEAR_POOR) or after not in BELOW
    if (asked == POOR and after not in BELOW) or (asked == "escape" and not is_better):
        found.append(REFUSED)
    return found
