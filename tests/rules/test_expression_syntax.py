"""Parsing: precedence, names that look like operators, and what is refused."""

import pytest

from gnbv.rules.expression_syntax import SyntaxProblem, parse


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1 + 2 * 3", ("+", ("num", "1"), ("*", ("num", "2"), ("num", "3")))),
        ("-1", ("neg", ("num", "1"))),
        ("'a'", ("str", "a")),
        ("div div div", ("div", ("path", ".", [("c", "div", [])]), ("path", ".", [("c", "div", [])]))),
        ("* * *", ("*", ("path", ".", [("c", "*", [])]), ("path", ".", [("c", "*", [])]))),
        ("a-b", ("path", ".", [("c", "a-b", [])])),
        ("a - b", ("-", ("path", ".", [("c", "a", [])]), ("path", ".", [("c", "b", [])]))),
        ("..", ("path", ".", [("p", "*", [])])),
        (". >= 18", (">=", ("path", ".", [("s", "*", [])]), ("num", "18"))),
        ("/data/a", ("path", "/", [("c", "data", []), ("c", "a", [])])),
        ("a[1]/b", ("path", ".", [("c", "a", [("num", "1")]), ("c", "b", [])])),
        ("true()", ("call", "true", [])),
        ("jr:choice-name(1, 2)", ("call", "jr:choice-name", [("num", "1"), ("num", "2")])),
        ("../preceding-sibling::x", ("path", ".", [("p", "*", []), ("ps", "x", [])])),
        ("1 = 2 = 3", ("=", ("=", ("num", "1"), ("num", "2")), ("num", "3"))),
        ("thôn", ("path", ".", [("c", "thôn", [])])),
    ],
)
def test_it_reads(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("(1", "brackets"),
        ("1)", "brackets"),
        ("a[1", "brackets"),
        ("f(1", "brackets"),
        ("1 +", "unexpected"),
        ("1 2", "unexpected"),
        ("a b", "unexpected"),
        ("'a", "unexpected"),
        ("1 & 2", "unexpected"),
        ("a == b", "unexpected"),
        ("f(,1)", "unexpected"),
        ("foo::a", "axis"),
        ("a/text()", "axis"),
        ("(" * 500 + "1" + ")" * 500, "too_deep"),
        ("1+" * 20_000 + "1", "too_long"),
    ],
)
def test_it_refuses(text: str, code: str) -> None:
    with pytest.raises(SyntaxProblem) as raised:
        parse(text)
    assert raised.value.code == code
