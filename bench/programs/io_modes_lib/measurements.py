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
    *"folder fs kernel part size bytes files target state variant".split(),
    *("kind", "buffer", "round", *COSTS, "calls", "call_names"),
]

KNOWN = {
    "part": ("decode", "move", "article"),
    "target": ("new", "overwritten", "pipe", "large-pipe"),
    "state": ("warm", "cold", "synced", "limited"),
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
    buffer: int  # bytes per write; 0: none
    calls: int | None  # None: not counted
    rounds: list = field(default_factory=list)

    def minimum(self):
        return min(each.wall for each in self.rounds)

    def median(self, cost):
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

    def best(self, counts=lambda way: True):
        """The fastest of the ways that count, None if none does."""
        ways = [way for way in self.ways.values() if counts(way)]
        return min(ways, key=Way.minimum, default=None)


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
    calls = int(row["calls"]) if row["calls"] else None
    return Way(row["variant"], row["kind"], int(row["buffer"]), calls)


def add_round(row, cells):
    for name, values in KNOWN.items():
        if row[name] not in values:
            raise ValueError(f"{row[name]!r} is not known as {name}")
    names = ("folder", "part", "size", "target", "state")
    key = tuple(row[name] for name in names)
    cell = cells.setdefault(key, cell_of(row))
    way = cell.ways.setdefault(row["variant"], way_of(row))
    way.rounds.append(Cost(*(float(row[name]) for name in COSTS)))


def read(paths):
    """The cells of all files, in the order in which they turn up."""
    cells = {}
    for path in paths:
        with path.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            if next(rows, None) != COLUMNS:
                raise Unreadable(f"{path} has not been written by io_modes")
            for row in rows:
                try:
                    add_round(dict(zip(COLUMNS, row, strict=True)), cells)
                except ValueError as error:
                    where = f"{path}, line {rows.line_num}"
                    raise Unreadable(f"{where}: {error}") from error
    return list(cells.values())
