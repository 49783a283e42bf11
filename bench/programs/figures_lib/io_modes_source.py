# SPDX-License-Identifier: BSL-1.0
"""References to what bench/io_modes has measured: `WHERE: WAY`, or
`WHERE: WAY | WHAT`.

WHERE is words: folder, part, size, target, state. Without them it is the first
folder, decode, the largest size, new and at-once. WAY is a name in the CSV, or
`fastest` (of all), `fastest mmap`, `fastest write`, and the like. WHAT is
`median` if nothing is said, seconds, or else one of STATISTICS; times, faults and
calls are for one file. `largest size` is what that is called.

Tables: `mappings`, `states SIZE`, `calls FOLDER`."""

from io_modes_lib import tables

from .expressions import Wrong
from .selection import select

PARTS = ("decode", "move", "article")
TARGETS = ("new", "overwritten", "pipe", "large-pipe")
STATES = ("at-once", "rested", "cold", "synced", "limited")


def of_each_file(count):
    return lambda way, files: count(way) / files


def calls(way, files):
    if way.calls is None:
        raise Wrong(f"the calls of {way.name} were not counted")
    return way.calls / files


def writes(way):
    """Calls that write, among those that were counted."""
    names = ("write", "pwrite64")
    return sum(way.call_names.get(name, 0) for name in names)


STATISTICS = {
    "median": of_each_file(lambda way: way.median()),
    "min": of_each_file(lambda way: way.minimum()),
    "cpu": of_each_file(lambda way: way.median("user") + way.median("sys")),
    "user": of_each_file(lambda way: way.median("user")),
    "sys": of_each_file(lambda way: way.median("sys")),
    "reader": of_each_file(lambda way: way.median("reader_cpu")),
    "faults": of_each_file(
        lambda way: way.median("minor_faults") + way.median("major_faults")
    ),
    "calls": calls,
    "rss": lambda way, files: way.median("rss_kib") / 1024,
    "writes": lambda way, files: writes(way) / files,
    "rounds": lambda way, files: len(way.rounds),
    "threads": lambda way, files: way.threads,
}


class IoModes:
    def __init__(self, measured):
        self.cells = measured.cells
        self.sizes = measured.sizes()
        self.folders = list(dict.fromkeys(each.folder for each in self.cells))

    def look_up(self, text):
        if text == "largest size":
            return self.sizes[-1]
        where, colon, rest = text.partition(": ")
        if not colon:
            raise Wrong(f"[{text}] has no way")
        way, _, what = (part.strip() for part in rest.partition("|"))
        cell = self.cell(where.split())
        statistic = STATISTICS.get(what or "median")
        if not statistic:
            raise Wrong(f"[{text}]: {what} is not measured")
        return statistic(self.way(cell, way), cell.files)

    def cell(self, words):
        wanted = {
            "folder": self.folders[0],
            "part": "decode",
            "size": self.sizes[-1],
            "target": "new",
            "state": "at-once",
        }
        known = {
            "folder": self.folders,
            "part": PARTS,
            "size": self.sizes,
            "target": TARGETS,
            "state": STATES,
        }
        return select(self.cells, words, known, wanted)

    def way(self, cell, name):
        if name.split()[0] == "fastest":
            kind = name.removeprefix("fastest").strip()
            way = tables.fastest(cell, lambda way: way.name.startswith(kind))
        else:
            way = cell.ways.get(name)
        if not way:
            raise Wrong(f"{cell.folder} {cell.size}: {name} was not measured")
        return way

    def table(self, words):
        name, *rest = words
        method = {
            "mappings": self.mappings,
            "states": self.states,
            "calls": self.calls,
        }.get(name)
        if not method:
            raise Wrong(f"there is no table {name}")
        return method(*rest)

    def mappings(self, state="at-once"):
        """The median of auto over that of --io=write."""
        rows = []
        for folder in self.folders:
            for target in ("new", "overwritten"):
                cells = {
                    cell.size: cell
                    for cell in self.cells
                    if (cell.folder, cell.target, cell.part, cell.state)
                    == (folder, target, "decode", state)
                }
                if cells:
                    entries = [
                        self.mapping_entry(cells.get(size))
                        for size in self.sizes
                    ]
                    rows.append([f"{folder}, {target}", *entries])
        return tables.markdown(["", *self.sizes], rows)

    def mapping_entry(self, cell):
        if not cell or "auto" not in cell.ways:
            return ""
        written = cell.ways[tables.REFERENCE]
        return f"{cell.ways['auto'].median() / written.median():.2f}"

    def states(self, folder):
        """Milliseconds of all ways at once and rested."""
        at_once, rested = (
            self.cell([folder, state]) for state in ("at-once", "rested")
        )
        names = [name for name in at_once.ways if name in rested.ways]
        rows = [
            [
                f"`{name}`",
                *(tables.times_text(c, c.ways[name]) for c in (at_once, rested)),
            ]
            for name in names
        ]
        return tables.markdown(
            [f"{folder}, {at_once.size}, ms", "at once", "rested"], rows
        )

    def calls(self, folder, part="article"):
        """Of each way: time, processor time and calls that write."""
        cell = self.cell([folder, part])
        rows = []
        for way in cell.ways.values():
            cpu = way.median("user") + way.median("sys")
            rows.append(
                [
                    f"`{way.name}`",
                    tables.times_text(cell, way),
                    tables.number(cpu * 1e3),
                    "not counted" if way.calls is None else f"{writes(way):,}",
                ]
            )
        return tables.markdown(
            [
                f"{folder}, {cell.size}",
                "ms",
                "processor time, ms",
                "calls that write",
            ],
            rows,
        )
