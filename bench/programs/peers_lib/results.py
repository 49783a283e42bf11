# SPDX-License-Identifier: BSL-1.0
"""What was measured: kept in CSV files, a line for each run."""

import csv
import statistics
from collections import namedtuple
from dataclasses import dataclass, field

COLUMNS = (
    "fs state case files bytes program command round wall_s user_s sys_s "
    "peak_kib"
).split()

STATES = {"at-once": "at once", "rested": "rested"}

# Seconds.
Times = namedtuple("Times", "wall user system")


class Unreadable(Exception):
    """Why a file is not one of measurements."""


@dataclass
class Entry:
    """A program in a case."""

    label: str
    shown: str  # its command
    memory: int | None  # most resident, KiB
    runs: list = field(default_factory=list)

    def minimum(self):
        return min(run.wall for run in self.runs)

    def median(self):
        return statistics.median(run.wall for run in self.runs)

    def mean(self, name):
        # The kernel splits the time of short runs by guessing.
        return statistics.fmean(getattr(run, name) for run in self.runs)


@dataclass
class Result:
    """A case, and the programs in it."""

    file_system: str
    state: str
    case: str
    files: int  # in one call
    bytes: int  # of each output
    entries: dict = field(default_factory=dict)  # by labels

    def title(self):
        return {
            "file": "File to file",
            "stdin": "Standard input to standard output, both files",
            "pipe": "To a pipe",
            "test": "Check only",
            "many": f"{self.files} files of {self.bytes} bytes in one call",
            "start": f"One file of {self.bytes} bytes, one process",
        }[self.case]

    def unit(self):
        return {"many": "Microseconds a file", "start": "Milliseconds"}.get(
            self.case, "Seconds"
        )

    def text(self, seconds):
        """In the unit."""
        factor = {"many": 1e6 / self.files, "start": 1e3}.get(self.case, 1)
        digits = 1 if self.case == "many" else 3
        return f"{seconds * factor:.{digits}f}"

    def text_of(self, entry):
        return f"{self.text(entry.minimum())} / {self.text(entry.median())}"

    def rounds(self):
        return min(len(each.runs) for each in self.entries.values())


def result_of(case, entrants, file_system, state):
    """What was timed just now."""
    result = Result(file_system, state, case.name, case.files, case.bytes)
    for each in entrants:
        runs = [Times(run.wall, run.user, run.system) for run in each.runs]
        shown = case.shown(each.command)
        entry = Entry(each.label, shown, each.memory, runs)
        result.entries[each.label] = entry
    return result


def rows_of(result):
    for entry in result.entries.values():
        for number, run in enumerate(entry.runs, 1):
            yield [
                *(result.file_system, result.state, result.case),
                *(result.files, result.bytes, entry.label, entry.shown),
                *(number, *(f"{value:.6f}" for value in run), entry.memory),
            ]


def write(path, results, conditions, is_appended):
    """Each run of each program; conditions are lines in front, with "# "."""
    is_new = not is_appended or not path.exists()
    with path.open("w" if is_new else "a", newline="") as file:
        file.writelines(f"# {each}\n" for each in conditions)
        writer = csv.writer(file, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        for result in results:
            writer.writerows(rows_of(result))


def add_row(row, results):
    if row["state"] not in STATES:
        raise ValueError(f"{row['state']!r} is no state")
    key = row["fs"], row["state"], row["case"]
    sizes = int(row["files"]), int(row["bytes"])
    result = results.setdefault(key, Result(*key, *sizes))
    memory = int(row["peak_kib"]) if row["peak_kib"] else None
    entry = Entry(row["program"], row["command"], memory)
    entry = result.entries.setdefault(row["program"], entry)
    times = (float(row[name]) for name in ("wall_s", "user_s", "sys_s"))
    entry.runs.append(Times(*times))


def read(paths):
    """Returns all results, and the conditions."""
    results, conditions = {}, {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError as error:
            raise Unreadable(f"{path} is no text") from error
        for line in lines:
            if line.startswith("# "):
                conditions.setdefault(line[2:])
        rows = csv.reader(each for each in lines if not each.startswith("# "))
        if next(rows, None) != COLUMNS:
            raise Unreadable(f"{path} has not been written by peers")
        for row in rows:
            try:
                add_row(dict(zip(COLUMNS, row, strict=True)), results)
            except ValueError as error:
                raise Unreadable(f"{path}: {','.join(row)}: {error}") from error
    return list(results.values()), list(conditions)
