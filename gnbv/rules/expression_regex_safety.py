"""Which regular expressions can take forever: loops in loops that may cut the same text in several ways."""

from dataclasses import dataclass, field

LAST = 0x10FFFF
MANY = 12  # a bounded repetition from here on counts as unbounded when nested
MAX_LOOSE = 3

Ranges = tuple[tuple[int, int], ...]


class RegexProblem(ValueError):
    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass
class Part:
    """One piece: ``text`` as written out, the characters it may take, and how often."""

    text: str
    chars: Ranges = ()
    least: int = 1
    most: int = 1
    branches: list[list["Part"]] = field(default_factory=list)
    width: int = 1


def merged(chars: list[tuple[int, int]]) -> Ranges:
    out: list[tuple[int, int]] = []
    for low, high in sorted(chars):
        if out and low <= out[-1][1] + 1:
            out[-1] = (out[-1][0], max(high, out[-1][1]))
        else:
            out.append((low, high))
    return tuple(out)


def _overlap(one: Ranges, other: Ranges) -> bool:
    return any(a <= d and c <= b for a, b in one for c, d in other)


def _all_chars(branches: list[list[Part]]) -> Ranges:
    return merged([pair for branch in branches for part in branch for pair in _chars(part)])


def _chars(part: Part) -> Ranges:
    return _all_chars(part.branches) if part.branches and part.width else part.chars if part.width else ()


def _first(branch: list[Part]) -> Ranges:
    found: list[tuple[int, int]] = []
    for part in branch:
        if part.width == 0:
            continue
        found += [pair for b in part.branches for pair in _first(b)] if part.branches else part.chars
        if part.least:
            break
    return merged(found)


def _loops(branches: list[list[Part]], most: int) -> list[Part]:
    """The parts inside that repeat ``most`` times or more, at any depth."""
    found = []
    for branch in branches:
        for part in branch:
            if part.most >= most:
                found.append(part)
            found += _loops(part.branches, most)
    return found


def refuse_explosive(branches: list[list[Part]]) -> None:
    for branch in branches:
        loose = [part for part in branch if part.most >= LAST]
        for index, part in enumerate(loose):
            if sum(_overlap(_chars(part), _chars(other)) for other in loose[index:]) > MAX_LOOSE:
                raise RegexProblem("catastrophic", part.text)
        for part in branch:
            refuse_explosive(part.branches)
            if not part.branches or part.most < MANY:
                continue
            firsts = [_first(inner) for inner in part.branches]
            if any(_overlap(a, b) for i, a in enumerate(firsts) for b in firsts[i + 1 :]):
                raise RegexProblem("catastrophic", part.text)
            for inner in part.branches:
                if not _is_separated(inner):
                    raise RegexProblem("catastrophic", part.text)


def _is_separated(branch: list[Part]) -> bool:
    """Whether a loop's body cannot match the same text in two ways: a fixed part no inner loop can take."""
    loops = [part for part in branch if part.most > 1 or part.least == 0] + _loops([branch], MANY)
    if not any(part.most >= MANY for part in loops) and all(part.least for part in branch):
        return True
    return any(
        part.least == part.most == 1
        and part.width
        and not part.branches
        and not any(_overlap(part.chars, _chars(loop)) for loop in loops)
        for part in branch
    )
