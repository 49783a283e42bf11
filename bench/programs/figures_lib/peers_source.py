# SPDX-License-Identifier: BSL-1.0
"""References to what bench/programs/peers has measured: `WHERE: PROGRAM`, or
`WHERE: PROGRAM | WHAT`.

WHERE is words: a case, a file system, a state. Without them it is file, the
first file system and at-once. PROGRAM is a label. WHAT is `median` if nothing is
said, or else one of STATISTICS, seconds for one file.

Tables: `case CASE [FILE_SYSTEM]`, and `summary CASE PROGRAM, PROGRAM ...`."""

from peers_lib import report
from peers_lib.results import STATES

from .expressions import Wrong
from .selection import select

CASES = ("file", "stdin", "pipe", "test", "many", "start")

STATISTICS = {
    "median": lambda entry: entry.median(),
    "min": lambda entry: entry.minimum(),
    "user": lambda entry: entry.mean("user"),
    "sys": lambda entry: entry.mean("system"),
    "cpu": lambda entry: entry.mean("user") + entry.mean("system"),
}


class Peers:
    def __init__(self, results):
        self.results = results
        systems = [each.file_system for each in results]
        self.file_systems = list(dict.fromkeys(systems))

    def look_up(self, text):
        where, colon, rest = text.partition(": ")
        if not colon:
            raise Wrong(f"[{text}] has no program")
        label, _, what = (part.strip() for part in rest.partition("|"))
        result = self.result(where.split())
        entry = result.entries.get(label)
        if not entry:
            raise Wrong(f"[{text}]: {label} was not measured")
        if what == "rss":
            if entry.memory is None:
                raise Wrong(f"[{text}]: the memory was not measured")
            return entry.memory / 1024
        if what == "rounds":
            return len(entry.runs)
        statistic = STATISTICS.get(what or "median")
        if not statistic:
            raise Wrong(f"[{text}]: {what} is not measured")
        return statistic(entry) / result.files

    def result(self, words):
        wanted = {
            "case": "file",
            "file_system": self.file_systems[0],
            "state": "at-once",
        }
        known = {
            "case": CASES,
            "file_system": self.file_systems,
            "state": STATES,
        }
        return select(self.results, words, known, wanted)

    def both_states(self, words):
        """The case in the states that were measured, at once first."""
        found = [self.result(words)]
        try:
            found.append(self.result([*words, "rested"]))
        except Wrong:
            pass
        return found

    def table(self, words):
        name, *rest = words
        if name == "case":
            results = self.both_states(rest)
            return f"{report.legend(results)}\n\n{report.table(results)}"
        if name == "summary":
            return self.summary(rest[0], " ".join(rest[1:]))
        raise Wrong(f"there is no table {name}")

    def summary(self, case, labels):
        """A column for each program, seconds with two digits."""
        results = self.both_states([case])
        names = [each.strip() for each in labels.split(",")]
        rows = []
        for result in results:
            for what in ("min", "median"):
                entries = [
                    self.look_up(f"{case} {result.state}: {name} | {what}")
                    if name in result.entries
                    else None
                    for name in names
                ]
                title = {"min": "minimum", "median": "median"}[what]
                if len(results) > 1:
                    title = f"{STATES[result.state]}, {title}"
                texts = ["" if e is None else f"{e:.2f}" for e in entries]
                rows.append([title, *texts])
        return report.markdown(["", *names], rows)
