# SPDX-License-Identifier: BSL-1.0
"""What bench/io_modes has measured, read from its CSV files; doc/io-modes.md
explains the columns."""

import csv
import statistics
from collections import namedtuple
from dataclasses import dataclass, field

# The columns of bench/io_modes/csv.cpp, in their order: what one round took,
# and what stands around it.
COSTS = (
    "wall user sys minor_faults major_faults rss_kib voluntary_switches "
    "involuntary_switches reader_cpu"
).split()
COLUMNS = [
    *"folder fs part size bytes files target state variant kind".split(),
    *("threads", "buffer", "round", *COSTS, "calls", "call_names"),
]

KNOWN = {
    "part": ("decode", "move", "article"),
    "target": ("new", "overwritten", "pipe", "large-pipe"),
    "state": ("at-once", "rested", "cold", "synced", "limited"),
    "kind": ("auto", "forced", "compared"),
}

# Of one round, for all files together: times in seconds.
Cost = namedtuple("Cost", COSTS)


class Unreadable(Exception):
    """Why a file is not one of measurements."""


@dataclass
class Way:
    """One way in one cell."""

    name: str
    kind: str
    threads: int
    buffer: int  # bytes per write; 0: none
    calls: int | None  # None: not counted
    call_names: dict  # how often each
    rounds: list = field(default_factory=list)

    def minimum(self):
        return min(each.wall for each in self.rounds)

    def median(self, cost="wall"):
        return statistics.median(getattr(each, cost) for each in self.rounds)


@dataclass
class Cell:
    """All ways to do the same under the same conditions."""

    folder: str
    file_system: str
    part: str
    size: str  # as asked for
    bytes: int  # of one output
    files: int  # at a time
    target: str
    state: str
    ways: dict = field(default_factory=dict)  # by their names

    def is_to_pipe(self):
        return self.target in ("pipe", "large-pipe")

    def best(self, counts=lambda way: True, of=Way.minimum):
        """The fastest of the ways that count, None if none does."""
        ways = [way for way in self.ways.values() if counts(way)]
        return min(ways, key=of, default=None)


@dataclass
class Measurements:
    cells: list  # in the order in which they turn up
    conditions: list  # what the numbers depend on besides, in sentences

    def sizes(self):
        """What sizes are called, the smallest first."""
        sizes = {cell.size: cell.bytes for cell in self.cells}
        return sorted(sizes, key=sizes.get)


def cell_of(row):
    return Cell(
        row["folder"],
        row["fs"],
        row["part"],
        row["size"],
        int(row["bytes"]),
        int(row["files"]),
        row["target"],
        row["state"],
    )


def way_of(row):
    words = row["call_names"].split()
    return Way(
        row["variant"],
        row["kind"],
        int(row["threads"]),
        int(row["buffer"]),
        int(row["calls"]) if row["calls"] else None,
        dict(zip(words[::2], map(int, words[1::2]))),
    )


def add_round(row, cells):
    for name, values in KNOWN.items():
        if row[name] not in values:
            raise ValueError(f"{row[name]!r} is not known as {name}")
    names = ("folder", "part", "size", "target", "state")
    key = tuple(row[name] for name in names)
    cell = cells.setdefault(key, cell_of(row))
    if (cell.bytes, cell.files) != (int(row["bytes"]), int(row["files"])):
        raise ValueError("other sizes or counts than for rounds before")
    way = cell.ways.setdefault(row["variant"], way_of(row))
    way.rounds.append(Cost(*(float(row[name]) for name in COSTS)))


def read_file(path, cells, conditions):
    with path.open(newline="", encoding="utf-8") as file:
        lines = enumerate(file, 1)
        numbers = []  # of the lines that are no conditions

        def table():
            for number, line in lines:
                if line.startswith("# "):
                    conditions.setdefault(line[2:].strip())
                else:
                    numbers.append(number)
                    yield line

        rows = csv.reader(table())
        if next(rows, None) != COLUMNS:
            raise Unreadable(f"{path} has not been written by io_modes")
        for row in rows:
            try:
                add_round(dict(zip(COLUMNS, row, strict=True)), cells)
            except ValueError as error:
                where = f"{path}, line {numbers[-1]}"
                raise Unreadable(f"{where}: {error}") from error


def read(paths):
    """What all files have, together."""
    cells, conditions = {}, {}
    for path in paths:
        try:
            read_file(path, cells, conditions)
        except UnicodeDecodeError as error:
            raise Unreadable(f"{path} has not been written by io_modes") from error
    return Measurements(list(cells.values()), list(conditions))
