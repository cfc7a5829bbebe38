"""Which people live together: (relation, sex, age) lists that hold together."""

from __future__ import annotations

from random import Random

Shape = list[tuple[str, str, int]]


def _children(rng: Random, mother_age: int, count: int) -> list[int]:
    """``count`` ages at least two years apart, eldest first."""
    ages = [mother_age - rng.randint(20, 25)]
    while len(ages) < count:
        ages.append(ages[-1] - rng.randint(2, 4))
    return [max(count - 1 - number, age) for number, age in enumerate(ages[:count])]


def lone_elder(rng: Random) -> Shape:
    return [("head", rng.choice(["female", "female", "male"]), rng.randint(72, 88))]


def elder_couple(rng: Random) -> Shape:
    age = rng.randint(71, 84)
    return [("head", "male", age), ("spouse", "female", age - rng.randint(0, 3))]


def elder_with_adult_child(rng: Random) -> Shape:
    age = rng.randint(70, 79)
    return [("head", "female", age), ("child", "male", age - rng.randint(24, 32))]


def grandparents(rng: Random) -> Shape:
    age = rng.randint(70, 75)
    return [
        ("head", "male", age),
        ("spouse", "female", age - rng.randint(0, 2)),
        ("grandchild", rng.choice(["male", "female"]), rng.randint(11, 14)),
        ("grandchild", rng.choice(["male", "female"]), rng.randint(6, 9)),
    ]


def with_young_adult(rng: Random, size: int) -> Shape:
    """Parents of about fifty, a grown child at home, and a younger one when ``size`` is four."""
    mother = rng.randint(43, 50)
    eldest = rng.randint(19, 23)
    shape: Shape = [
        ("head", "male", mother + rng.randint(1, 5)),
        ("spouse", "female", mother),
        ("child", rng.choice(["male", "female"]), eldest),
    ]
    if size > 3:
        shape.append(("child", rng.choice(["male", "female"]), rng.randint(11, 14)))
    return shape


def lone_mother(rng: Random, children: int) -> Shape:
    mother = rng.randint(31, 36)
    ages = sorted(rng.sample(range(4, 13), children), reverse=True)
    return [("head", "female", mother)] + [("child", rng.choice(["male", "female"]), age) for age in ages]


def couple_with_small_children(rng: Random, children: int) -> Shape:
    mother = rng.randint(31, 35)
    ages = sorted(rng.sample(range(3, 12), children), reverse=True)
    return [("head", "male", mother + rng.randint(1, 4)), ("spouse", "female", mother)] + [
        ("child", rng.choice(["male", "female"]), age) for age in ages
    ]


def couple(rng: Random, low: int = 45, high: int = 58) -> Shape:
    age = rng.randint(low, high)
    return [("head", "male", age), ("spouse", "female", age - rng.randint(0, 4))]


def ordinary(rng: Random, size: int) -> Shape:
    """A household of ``size`` as most are: a couple with children, a parent beside them when it is large."""
    if size == 1:
        return lone_elder(rng) if rng.random() < 0.7 else [("head", "female", rng.randint(45, 60))]
    if size == 2:
        return elder_couple(rng) if rng.random() < 0.5 else couple(rng)
    if size >= 6 and rng.random() < 0.5:
        grandmother = rng.randint(62, 68)
        mother = rng.randint(30, 36)
        shape: Shape = [
            ("head", "male", grandmother + rng.randint(0, 4)),
            ("spouse", "female", grandmother),
            ("child", "male", min(mother + 2, grandmother - 20)),
            ("child_in_law", "female", mother),
        ]
        ages = _children(rng, mother, size - 4)
        return shape + [("grandchild", rng.choice(["male", "female"]), age) for age in ages]
    mother = rng.randint(30, 47)
    parents = 1 if size >= 5 and rng.random() < 0.7 else 0
    parents += 1 if size >= 6 else 0
    head = mother + rng.randint(0, 5)
    shape = [("head", "male", head), ("spouse", "female", mother)]
    shape += [
        ("child", rng.choice(["male", "female"]), age) for age in _children(rng, mother, size - 2 - parents)
    ]
    sexes = ["female", "male"]
    return shape + [("parent", sexes[number], head + rng.randint(22, 28)) for number in range(parents)]
