"""Two copies side by side: what differs, whose persons are the same, and what picks make of them."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gnbv.rules import merging


def node(i: int, name: str, kind: str, parent: int, **more: Any) -> dict[str, Any]:
    return {"i": i, "key": name, "name": name, "kind": kind, "parent": parent, **more}


FORM = {
    "nodes": [
        node(0, "house", "group", -1),
        node(1, "roof", "question", 0),
        node(2, "area", "question", 0),
        node(3, "share", "question", 0, calculate=["num", "1"]),
        node(4, "people", "group", -1),
        node(5, "member", "repeat", 4),
        node(6, "full_name", "question", 5),
        node(7, "work", "group", 5),
        node(8, "job", "question", 7),
        node(9, "card", "repeat", 5),
        node(10, "number", "question", 9),
    ]
}


def member(
    id_: str, name: str = "", person: str = "", job: str = "", *cards: tuple[str, str]
) -> dict[str, Any]:
    made: dict[str, Any] = {"_id": id_}
    made |= {"full_name": name} if name else {}
    made |= {"person_id": person} if person else {}
    made |= {"work": {"job": job}} if job else {}
    made |= {"card": [{"_id": one, "number": text} for one, text in cards]} if cards else {}
    return made


def sheet(*members: dict[str, Any], **house: str) -> dict[str, Any]:
    return {
        **({"house": house} if house else {}),
        **({"people": {"member": list(members)}} if members else {}),
    }


def refs(here: dict[str, Any], came: dict[str, Any], base: dict[str, Any] | None = None) -> dict[str, str]:
    return {one.ref: one.changed_by for one in merging.differences(FORM, here, came, base)}


def test_it_says_which_side_alone_has_changed() -> None:
    base = sheet(member("a", "An"), roof="tile", area="30")
    here = sheet(member("a", "An"), roof="leaf", area="40")
    came = sheet(member("a", "Ân"), roof="tile", area="50")
    assert refs(here, came, base) == {"roof": "here", "area": "", "full_name@a": "came"}
    assert refs(here, here, base) == {}


def test_it_passes_over_what_the_sheet_works_out_by_itself() -> None:
    assert refs(sheet(area="30", share="10"), sheet(area="30", share="15")) == {}


def test_it_knows_persons_of_two_phones_by_the_register() -> None:
    here = sheet(member("a", "An", "p1"), member("b", "Bé", "p2", "", ("c1", "7")))
    came = sheet(member("x", "An", "p1"), member("y", "Bê", "p2", "", ("c1", "8")))
    found, renamed = merging.aligned(FORM, here, came)
    assert renamed == {"x": "a", "y": "b"} and came["people"]["member"][0]["_id"] == "x"
    assert refs(here, found) == {"full_name@b": "", "number@c1": ""}


def test_it_never_takes_two_persons_for_one() -> None:
    here = sheet(member("a", "An", "p1"), member("b", "Bé", "p1"))
    came = sheet(member("b", "Bé", "p1"), member("z", "Út"))
    found, renamed = merging.aligned(FORM, here, came)
    assert renamed == {} and [one["_id"] for one in found["people"]["member"]] == ["b", "z"]


def test_it_adds_and_removes_whole_persons() -> None:
    here = sheet(member("a", "An"), member("b", "Bé"), roof="tile")
    came = sheet(member("a", "An"), member("c", "Cúc", "", "farm"), roof="tile")
    assert list(refs(here, came)) == ["member@b", "member@c"]
    made = merging.merged(FORM, here, came, {"member@c"})
    assert [one["_id"] for one in made["people"]["member"]] == ["a", "b", "c"]
    assert merging.merged(FORM, here, came, {"member@b", "member@c"}) == came
    assert merging.merged(FORM, sheet(member("b")), sheet(roof="x"), {"member@b", "roof"}) == {
        "people": {}, "house": {"roof": "x"},
    }  # fmt: skip


def test_it_passes_over_what_neither_side_has() -> None:
    here, came = sheet(member("a", "An"), roof="tile"), sheet(member("a", "An"), roof="leaf")
    assert merging.merged(FORM, here, came, {"nowhere", "full_name@zz", "member@zz", "x@"}) == here


texts = st.sampled_from(["", "1", "2"])
people = st.lists(st.sampled_from("abcd"), unique=True, max_size=3)


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    house = {name: text for name in ("roof", "area") if (text := draw(texts))}
    return sheet(*(member(id_, draw(texts), "", draw(texts)) for id_ in draw(people)), **house)


@given(sheets(), sheets(), st.data())
def test_it_takes_exactly_what_was_picked(
    here: dict[str, Any], came: dict[str, Any], data: st.DataObject
) -> None:
    found = [one.ref for one in merging.differences(FORM, here, came, None)]
    picked = set(data.draw(st.lists(st.sampled_from(found)))) if found else set()
    made = merging.merged(FORM, here, came, picked)
    assert {one.ref for one in merging.differences(FORM, here, made, None)} == picked
    assert {one.ref for one in merging.differences(FORM, made, came, None)} == set(found) - picked
    assert merging.merged(FORM, here, came, set()) == here
