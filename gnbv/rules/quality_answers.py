"""Checks of the answers: the same row ticked all the way, the same sheet in several homes, what cannot both be true,
a photo that was seen before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gnbv.rules.quality_facts import Evidence, Facts, Peers, Pick, Settings, rule

# A choice out of two says little about whether somebody read it.
FEWEST_CHOICES = 3
PUPIL = ("preschool", "primary", "lower_secondary", "upper_secondary", "continuing")
CHILD = 16
YOUNGEST_HEAD = 15
GONE = ("died", "moved_out", "married_out")


@rule(
    "straight_line",
    weight=2,
    vi="{count} câu liền nhau đều chọn dòng thứ {place}.",
    en="{count} answers in a row all chose line {place}.",
    answers=12,
)
def straight_line(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    longest = _longest_run([pick for pick in facts.picks if pick.of >= FEWEST_CHOICES])
    if len(longest) < settings["answers"]:
        return None
    return {"count": len(longest), "place": longest[0].place + 1, "refs": [pick.ref for pick in longest]}


def _longest_run(picks: Iterable[Pick]) -> list[Pick]:
    longest: list[Pick] = []
    run: list[Pick] = []
    for pick in picks:
        run = [*run, pick] if run and run[-1].place == pick.place else [pick]
        if len(run) > len(longest):
            longest = run
    return longest


@rule(
    "same_answers",
    weight=2,
    vi="Giống {percent} % câu trả lời của hộ {homes}.",
    en="{percent} % of the answers equal those of home {homes}.",
    share=0.97,
)
def same_answers(facts: Facts, peers: Peers, settings: Settings) -> Evidence | None:
    alike = [(home, share) for home, share in peers.twins if share >= settings["share"]]
    if facts.closing or not alike:
        return None
    most = max(share for _, share in alike)
    return {"percent": int(most * 100), "homes": [home for home, _ in alike[:10]]}


@rule(
    "photo_again",
    weight=3,
    vi="Ảnh này đã thấy ở hộ {homes}.",
    en="This photo was seen before at home {homes}.",
)
def photo_again(facts: Facts, peers: Peers, _settings: Settings) -> Evidence | None:
    seen = {ref: peers.photo_homes[sha256] for ref, sha256 in facts.photos if peers.photo_homes.get(sha256)}
    if not seen:
        return None
    homes = list(dict.fromkeys(home for found in seen.values() for home in found))
    return {"homes": homes[:10], "refs": list(seen)}


@rule(
    "young_head",
    weight=2,
    vi="Chủ hộ mới {age} tuổi.",
    en="The head of the household is {age} years old.",
    age=YOUNGEST_HEAD,
)
def young_head(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    ages = [
        age for member in _present(facts) if member.get("relation") == "head" and (age := _age(member)) >= 0
    ]
    return {"age": min(ages)} if ages and min(ages) < settings["age"] else None


@rule(
    "pupils",
    weight=2,
    vi="{pupils} người học phổ thông nhưng chỉ có {children} trẻ dưới {limit} tuổi.",
    en="{pupils} pupils but only {children} children under {limit}.",
    limit=20,
)
def pupils(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    """More pupils than people of school age. Continuing education and unknown ages are left out of the count."""
    people = _present(facts)
    at_school = [one for one in people if one.get("at_school") in PUPIL[:-1] and _age(one) >= 0]
    children = [one for one in people if 0 <= _age(one) < settings["limit"]]
    old = [one for one in at_school if _age(one) >= settings["limit"]]
    if not old:
        return None
    return {"pupils": len(at_school), "children": len(children), "limit": settings["limit"]}


# What the checks' words call the choices of ``assets``.
THINGS = {
    "car": ("ô tô", "a car"), "aircon": ("điều hoà", "an air conditioner"), "washer": ("máy giặt", "a washing machine"),
    "fridge": ("tủ lạnh", "a fridge"), "heater": ("bình nóng lạnh", "a water heater"),
    "microwave": ("lò vi sóng", "a microwave oven"),
}  # fmt: skip


@rule(
    "car_no_power",
    weight=2,
    vi="Có {things} nhưng nhà không có điện.",
    en="{things} in a house without electricity.",
    assets=("car", "aircon", "washer", "fridge", "heater", "microwave"),
)
def car_no_power(facts: Facts, _peers: Peers, settings: Settings) -> Evidence | None:
    if facts.values.get("electricity") != "none":
        return None
    owned = set(facts.values.get("assets", "").split())
    things = [asset for asset in settings["assets"] if asset in owned]
    return {"things": things} if things else None


@rule(
    "members_gone",
    weight=2,
    vi="Năm ngoái có {names}, nay không còn trong phiếu và không ghi lý do.",
    en="{names} stood in last year's list and are missing now without a reason.",
)
def members_gone(facts: Facts, _peers: Peers, _settings: Settings) -> Evidence | None:
    if facts.closing:
        return None
    here = {member.get("person_id", "") for member in facts.members}
    gone = [known.name for known in facts.last_members if known.id not in here]
    return {"count": len(gone), "names": gone[:10]} if gone else None


def _present(facts: Facts) -> list[Mapping[str, str]]:
    return [member for member in facts.members if member.get("stays", "home") not in GONE]


def _age(member: Mapping[str, str]) -> int:
    """Years of age as the sheet computed them; -1 when unknown."""
    text = member.get("age", "")
    return int(text) if text.isascii() and text.isdigit() else -1


RULES = (straight_line, same_answers, photo_again, young_head, pupils, car_no_power, members_gone)
