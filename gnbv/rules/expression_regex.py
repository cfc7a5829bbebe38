"""Regular expressions of forms: checked at publication and rewritten to mean the same in Python and JavaScript.

``portable`` returns a pattern in the part of the two languages that agrees (classes spelled out, ASCII ``\\d``,
``$`` as "no character follows"). Refused: lookbehind, back references, ``\\p``, inline flags, named groups, and
shapes whose matching time can explode.
"""

from gnbv.rules.expression_regex_safety import LAST, Part, Ranges, RegexProblem, merged, refuse_explosive

DIGIT = ((48, 57),)
WORD = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACE = ((9, 13), (32, 32))
LINE_ENDS = ((10, 10), (13, 13), (0x2028, 0x2029))


def portable(pattern: str) -> str:
    """Raises RegexProblem. The result must be matched against the whole text."""
    reader = _Reader(pattern)
    branches = reader.branches()
    if reader.at < len(pattern):
        raise RegexProblem("brackets", pattern[reader.at])
    refuse_explosive(branches)
    return _written(branches)


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.depth = 0

    def peek(self, text: str) -> bool:
        return self.pattern.startswith(text, self.at)

    def take(self, text: str) -> bool:
        if self.peek(text):
            self.at += len(text)
            return True
        return False

    def branches(self) -> list[list[Part]]:
        found: list[list[Part]] = [[]]
        while self.at < len(self.pattern) and not self.peek(")"):
            if self.take("|"):
                found.append([])
            else:
                found[-1].append(self.quantified(self.one()))
        return found

    def one(self) -> Part:
        char = self.pattern[self.at]
        self.at += 1
        if char == "(":
            return self.group()
        if char == "[":
            chars = self.char_class()
            return Part(_class_text(chars), chars)
        if char == ".":
            chars = _complement(LINE_ENDS)
            return Part(_class_text(chars), chars)
        if char == "^":
            return Part("^", width=0)
        if char == "$":
            return Part(r"(?![\s\S])", width=0)
        if char in "*+?{":
            raise RegexProblem("quantifier", char)
        if char != "\\":
            return _literal(char)
        chars_or_char = self.escape()
        if isinstance(chars_or_char, str):
            return Part(chars_or_char, width=0)
        if len(chars_or_char) == 1 and chars_or_char[0][0] == chars_or_char[0][1]:
            return _literal(chr(chars_or_char[0][0]))
        return Part(_class_text(chars_or_char), chars_or_char)

    def group(self) -> Part:
        opening = "(?:"
        if self.peek("?"):
            opening = next((o for o in ("(?:", "(?=", "(?!") if self.peek(o[1:])), "")
            if not opening:
                lookbehind = self.peek("?<=") or self.peek("?<!")
                raise RegexProblem(
                    "lookbehind" if lookbehind else "flags", "(" + self.pattern[self.at : self.at + 3]
                )
            self.at += 2
        self.depth += 1
        if self.depth > 30:
            raise RegexProblem("depth")
        branches = self.branches()
        if not self.take(")"):
            raise RegexProblem("brackets", "(")
        self.depth -= 1
        text = opening + _written(branches) + ")"
        return Part(text, branches=branches, width=1 if opening == "(?:" else 0)

    def escape(self, in_class: bool = False) -> Ranges | str:
        if self.at >= len(self.pattern):
            raise RegexProblem("escape", "\\")
        char = self.pattern[self.at]
        self.at += 1
        classes = {"d": DIGIT, "w": WORD, "s": SPACE}
        if char.lower() in classes:
            chars = classes[char.lower()]
            return chars if char.islower() else _complement(chars)
        if char in "bB" and not in_class:
            return "\\" + char
        controls = {"n": 10, "r": 13, "t": 9, "f": 12, "v": 11, "0": 0}
        if char in controls:
            return ((controls[char], controls[char]),)
        if char in "xu":
            digits = self.pattern[self.at : self.at + (2 if char == "x" else 4)]
            self.at += len(digits)
            try:
                code = int(digits, 16)
            except ValueError:
                raise RegexProblem("escape", "\\" + char) from None
            return ((code, code),)
        if char in "pP":
            raise RegexProblem("property", "\\" + char)
        if char.isdigit() or char == "k":
            raise RegexProblem("back_reference", "\\" + char)
        if char.isalpha() and char.isascii():
            raise RegexProblem("escape", "\\" + char)
        return ((ord(char), ord(char)),)

    def char_class(self) -> Ranges:
        negated = self.take("^")
        found: list[tuple[int, int]] = []
        first = True
        while first or not self.peek("]"):
            if self.at >= len(self.pattern):
                raise RegexProblem("brackets", "[")
            if self.peek("&&") or self.peek("[:") or (self.peek("[") and not self.peek("[]")):
                # Java reads [a[b]] and && as set operations, JavaScript and Python as plain characters.
                raise RegexProblem("class", self.pattern[self.at : self.at + 2])
            low = self.class_member()
            if self.peek("-") and not self.peek("-]") and len(low) == 1 and low[0][0] == low[0][1]:
                self.at += 1
                if self.at >= len(self.pattern):
                    raise RegexProblem("brackets", "[")
                high = self.class_member()
                if len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise RegexProblem("class", "-")
                low = ((low[0][0], high[0][0]),)
            found += low
            first = False
        self.at += 1
        chars = merged(found)
        return _complement(chars) if negated else chars

    def class_member(self) -> Ranges:
        if self.take("\\"):
            chars = self.escape(in_class=True)
            return chars if isinstance(chars, tuple) else ()
        self.at += 1
        code = ord(self.pattern[self.at - 1])
        return ((code, code),)

    def quantified(self, part: Part) -> Part:
        least, most, mark = 1, 1, ""
        if self.at < len(self.pattern) and self.pattern[self.at] in "*+?":
            mark = self.pattern[self.at]
            self.at += 1
            least, most = {"*": (0, LAST), "+": (1, LAST), "?": (0, 1)}[mark]
        elif self.peek("{"):
            end = self.pattern.find("}", self.at)
            low, comma, high = self.pattern[self.at + 1 : end].partition(",") if end > 0 else ("", "", "")
            if not (low.isascii() and low.isdigit()) or (high and not (high.isascii() and high.isdigit())):
                raise RegexProblem("quantifier", "{")
            least, most = int(low), (int(high) if high else LAST if comma else int(low))
            if most < least or least > 1000 or (high and most > 1000):
                raise RegexProblem("quantifier", self.pattern[self.at : end + 1])
            mark = "{" + low + comma + high + "}"
            self.at = end + 1
        if not mark:
            return part
        if part.width == 0:
            raise RegexProblem("quantifier", mark)
        lazy = "?" if self.take("?") else ""
        if self.at < len(self.pattern) and self.pattern[self.at] in "*+":
            raise RegexProblem("quantifier", mark + self.pattern[self.at])
        return Part(part.text + mark + lazy, part.chars, least, most, part.branches, part.width)


def _literal(char: str) -> Part:
    code = ord(char)
    return Part("\\" + char if char in r"\^$.*+?()[]{}|/" else char, ((code, code),))


def _written(branches: list[list[Part]]) -> str:
    return "|".join("".join(part.text for part in branch) for branch in branches)


def _complement(chars: Ranges) -> Ranges:
    out, start = [], 0
    for low, high in chars:
        if low > start:
            out.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        out.append((start, LAST))
    return tuple(out)


def _class_text(chars: Ranges) -> str:
    def one(code: int) -> str:
        if chr(code) in "\\]^-[&~|":
            return "\\" + chr(code) if chr(code) not in "&~" else f"\\x{code:02x}"
        if 0xD800 <= code <= 0xDFFF or code < 32:
            return f"\\u{code:04x}"
        return chr(code)

    return "[" + "".join(one(a) if a == b else one(a) + "-" + one(b) for a, b in chars) + "]"
