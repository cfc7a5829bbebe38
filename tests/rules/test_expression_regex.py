"""Which patterns may be published, and that the rewritten ones mean the same."""

import re

import pytest

from gnbv.rules.expression_regex import RegexProblem, portable


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(a+)+", "catastrophic"),
        ("(a*)*b", "catastrophic"),
        ("(a|a)*", "catastrophic"),
        ("(a|ab)*c", "catastrophic"),
        (r"(\w|\d)+$", "catastrophic"),
        ("([A-Za-z]+ ?)+", "catastrophic"),
        ("(.*a){20}", "catastrophic"),
        (r"\d*\d*\d*\d*\d*$", "catastrophic"),
        ("(?<=a)b", "lookbehind"),
        ("(?<!a)b", "lookbehind"),
        (r"\p{Lu}", "property"),
        ("(?i)abc", "flags"),
        ("(?P<x>a)", "flags"),
        ("(?>a)", "flags"),
        (r"(a)\1", "back_reference"),
        ("(a", "brackets"),
        ("a)", "brackets"),
        ("[a", "brackets"),
        ("*a", "quantifier"),
        ("a{3,1}", "quantifier"),
        ("a{", "quantifier"),
        ("a++", "quantifier"),
        ("[z-a]", "class"),
        ("[[:alpha:]]", "class"),
        ("[a&&b]", "class"),
        (r"\q", "escape"),
    ],
)
def test_it_refuses(pattern: str, problem: str) -> None:
    with pytest.raises(RegexProblem) as raised:
        portable(pattern)
    assert raised.value.code == problem


@pytest.mark.parametrize(
    ("pattern", "yes", "no"),
    [
        (r"^\d{12}$", "012345678901", "01234567890"),
        (r"\d+", "12", "١٢"),
        (r"^[a-z]+( [a-z]+)*$", "a bc d", "a  b"),
        (r"^([a-z]+\.)+[a-z]{2,}$", "a.b.vn", "a..vn"),
        (r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", "a.b@c.vn", "a@b"),
        (r"^(0|\+84)[0-9]{9}$", "+84912345678", "84912345678"),
        (r"^[^0-9]*$", "Bùi Văn Ền", "Nhà 4"),
        (r"[\w-]+", "a-b_1", "á"),
        (r"a.c", "a😀c", "a\nc"),
        (r"^abc$", "abc", "abc\n"),
        (r"(?=.*\d)(?=.*[a-z]).{4,}", "abc1", "abcd"),
        (r"[\s\S]*", "a\nb\u00a0", None),
        (r"[^\w]", "-", "a"),
        (r"\u0041\x42", "AB", "ab"),
        (r"[]a]+", "]a", "b"),
        (r"a\/b", "a/b", "ab"),
        (r"(yes|no|maybe)?", "", "y"),
        (r"(ab|cd)+", "abcdab", "abc"),
    ],
)
def test_it_matches_the_whole_text(pattern: str, yes: str, no: str | None) -> None:
    compiled = re.compile(portable(pattern), re.ASCII)
    assert compiled.fullmatch(yes)
    assert no is None or compiled.fullmatch(no) is None
