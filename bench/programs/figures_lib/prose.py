# SPDX-License-Identifier: BSL-1.0
"""Documents whose numbers and comparisons come from measurements.

A document says which: `<!-- figures from FILE.csv ... -->`. Then prose is
followed by comments like

    <!-- figures
    let zeros = [ext4: mmap:zeros]
    "takes {} times as long": [ext4: write 4K] / zeros
    "is faster than writing": zeros < [ext4: write 32K*]
    fact "64 KiB", "a third of the page"
    -->

The phrase is in the text since the heading, or the last such comment. In place
of {} it has a number, that of the expression; without {} the expression has to
be true. A fact is what nobody has measured, `unfiled` what was measured before runs
were kept in files. Every number and every word that
compares has to be part of a phrase or of a fact. Tables stand between
`<!-- table ... -->` and `<!-- end -->`.
"""

import re
from dataclasses import dataclass, field

from .expressions import Evaluation, Wrong

COMMENT = re.compile(r"<!--(.*?)-->", re.S)
PHRASE = re.compile(r'"((?:[^"\\]|\\.)*)"')
HEADING = re.compile(r"^#+ [^\n]*$", re.M)

# Where nothing is compared with measurements: code, tables, headings, what is
# in a comment, and where links lead.
BESIDES = re.compile(
    r"^```.*?^```|<!--.*?-->|`[^`]*`|\]\([^)]*\)|^\|[^\n]*$|"
    + HEADING.pattern,
    re.S | re.M,
)
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A number, but no part of a name, date or version, nor a size in bytes.
FIGURE = re.compile(
    r"(?<![\w.,:-])" + NUMBER + r"(?![\w:]|[.,-]\d|-\w)"
    r"(?!\s?(?:[KMGT]i?B|bytes|bits?)\b)"
)
COMPARISON = re.compile(
    r"\b(faster|slower|fastest|slowest|half|twice|thirds?|quarters?|fifths?|"
    r"tenths?|cheaper|cheapest|dearer|quicker|longer|as fast|as long|level|"
    r"ahead of writ\w+|times as)\b"
)


def shown(value):
    """Three digits that count, as in the tables."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or value >= 999.5:
        return f"{value:,.0f}" if value >= 9999.5 else f"{value:.0f}"
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f}"


def line_of(text, position):
    return text.count("\n", 0, position) + 1


@dataclass
class Problem:
    line: int
    text: str


@dataclass
class Span:
    """A part of the text that is replaced."""

    begin: int
    end: int
    text: str


@dataclass
class Result:
    problems: list = field(default_factory=list)  # not mended by an update
    stale: list = field(default_factory=list)  # mended by it
    spans: list = field(default_factory=list)

    def replace(self, text, begin, end, new, what):
        old = text[begin:end]
        if old == new:
            return
        self.stale.append(Problem(line_of(text, begin), what))
        self.spans.append(Span(begin, end, new))


def phrase_pattern(phrase):
    parts = phrase.split("{}")
    words = [r"\s+".join(map(re.escape, part.split())) for part in parts]
    for number, part in enumerate(parts):
        if part[:1].isspace():
            words[number] = r"\s+" + words[number]
        if part[-1:].isspace() and part.strip():
            words[number] += r"\s+"
    return re.compile(rf"({NUMBER}[A-Z]?)".join(words))


class Checker:
    def __init__(self, text, source):
        self.text = text
        self.source = source
        self.result = Result()
        self.names = {}
        self.covered = []  # (begin, end)
        self.from_here = 0  # where the text of the next comment begins

    def check(self):
        for match in re.finditer(f"{HEADING.pattern}|{COMMENT.pattern}",
                                 self.text, re.S | re.M):
            words = (match[1] or "").split()
            if match[0].startswith("#"):
                self.from_here = match.end()
            elif words[:2] == ["figures", "from"]:
                continue
            elif words[:1] == ["figures"]:
                self.check_comment(match)
                self.from_here = match.end()
            elif words[:1] == ["table"]:
                self.check_table(match, words[1:])
        self.look_for_uncovered()
        return self.result

    def complain(self, position, text):
        self.result.problems.append(Problem(line_of(self.text, position), text))

    def check_comment(self, match):
        lines = match[1].split("\n")[1:]
        position = match.start(1) + match[1].find("\n") + 1
        # A line that is indented goes on with the one before.
        orders = []
        for line in lines:
            if line[:1].isspace() and orders:
                orders[-1][1] += " " + line.strip()
            elif line.strip():
                orders.append([position, line.strip()])
            position += len(line) + 1
        for begin, order in orders:
            try:
                self.obey(order, match.start())
            except Wrong as error:
                self.complain(begin, str(error))

    def obey(self, order, end):
        if order.startswith(("fact ", "unfiled ")):
            for phrase in PHRASE.findall(order):
                self.find(phrase, end)
            return
        name = re.match(r"let (\w+) = (.*)$", order)
        if name:
            self.names[name[1]] = self.values(name[2])[0]
            return
        phrase = PHRASE.match(order)
        if not phrase or order[phrase.end() : phrase.end() + 1] != ":":
            raise Wrong(f"{order}: no phrase with an expression")
        found = self.find(phrase[1], end)
        self.compare(phrase[1], found, self.values(order[phrase.end() + 1 :]))

    def values(self, text):
        return Evaluation(self.source.look_up, self.names).values(text)

    def find(self, phrase, end):
        found = list(
            phrase_pattern(phrase).finditer(self.text, self.from_here, end)
        )
        if len(found) != 1:
            count = "not" if not found else f"{len(found)} times"
            raise Wrong(f'"{phrase}" is {count} in the text above')
        self.covered.append(found[0].span())
        return found[0]

    def compare(self, phrase, found, values):
        if not found.groups():
            if any(value is not True for value in values):
                line = line_of(self.text, found.start())
                raise Wrong(f'"{phrase}" in line {line} is not what was measured')
            return
        if len(values) != len(found.groups()):
            raise Wrong(f'"{phrase}" has other numbers of {{}} and expressions')
        for number, value in enumerate(values, 1):
            if isinstance(value, bool):
                raise Wrong(f'"{phrase}": a number is expected')
            begin, end = found.span(number)
            said = f'"{phrase}": {found[number]}, measured {shown(value)}'
            self.result.replace(self.text, begin, end, shown(value), said)

    def check_table(self, match, words):
        end = self.text.find("<!-- end -->", match.end())
        if end < 0:
            self.complain(match.start(), "a table without an end")
            return
        self.covered.append((match.end(), end))
        try:
            table = f"\n{self.source.table(words)}\n"
        except Wrong as error:
            self.complain(match.start(), str(error))
            return
        self.result.replace(
            self.text, match.end(), end, table, "a table is not what was measured"
        )

    def look_for_uncovered(self):
        blank = BESIDES.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), self.text)
        for pattern in (FIGURE, COMPARISON):
            for match in pattern.finditer(blank):
                if not any(
                    begin <= match.start() and match.end() <= end
                    for begin, end in self.covered
                ):
                    self.complain(
                        match.start(),
                        f'"{match[0]}" is compared with no measurement',
                    )


def updated(text, spans):
    for span in sorted(spans, key=lambda each: each.begin, reverse=True):
        text = text[: span.begin] + span.text + text[span.end :]
    return text
