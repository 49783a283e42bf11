# SPDX-License-Identifier: BSL-1.0
"""Plots of what was measured: medians, and the best rounds."""

from drawing.columns import Columns, Mark, Panel, Series, draw

from .tables import REFERENCE

NOTE = "dot: median of all rounds; line: from there to the best one"
ONE_THREAD = " -T1"
PANEL_TITLES = {"pipe": "to a pipe of 64 KiB", "large-pipe": "to a large pipe"}
STATES = {"at-once": "one run after the other", "rested": "after a rest"}


def throughput(cell, way):
    """GB for each second."""
    total = cell.bytes * cell.files / 1e9
    return Mark(total / way.median(), total / way.minimum())


def threads_text(count):
    return {1: "one thread", 2: "two threads"}.get(count, f"{count} threads")


def column_of(way):
    """The way without how many threads it has."""
    return way.name.removesuffix(ONE_THREAD)


def columns_of(cells, names=column_of, counts=lambda way: True):
    """Writes by their size first, then the others as they turn up."""
    ways = [way for cell in cells for way in cell.ways.values() if counts(way)]
    sizes = {names(way): way.buffer for way in ways if way.buffer > 0}
    writes = sorted(sizes, key=lambda name: (len(name.split()), sizes[name]))
    others = dict.fromkeys(names(way) for way in ways if way.buffer == 0)
    joined = [name for name in writes if not name.endswith(ONE_THREAD)]
    names = [*writes, *others]
    label = "*: what mgunzip itself has" if REFERENCE in names else ""
    return Columns(label, names, joined)


def panel_by_threads(cell):
    series = {}
    for way in cell.ways.values():
        name = threads_text(way.threads)
        one = series.setdefault(way.threads, Series(name))
        one.marks[column_of(way)] = throughput(cell, way)
    title = PANEL_TITLES.get(cell.target, cell.folder)
    return Panel(title, [series[each] for each in sorted(series)])


def draw_throughput(path, doing, to, cells):
    """Of one file, a panel for each cell."""
    where = "" if doing == "Moving" else ", input in the page cache"
    if cells:
        draw(
            path,
            f"{doing} {cells[0].size} to {to}{where}",
            NOTE,
            columns_of(cells),
            "GB of output per second",
            [panel_by_threads(cell) for cell in cells],
        )


def draw_states(path, cells):
    """The same work at once and rested, a panel for each folder that has
    both."""
    folders = {}
    for cell in cells:
        if cell.state in STATES:
            folders.setdefault(cell.folder, {})[cell.state] = cell
    both = {
        name: [states[each] for each in STATES]
        for name, states in folders.items()
        if len(states) == len(STATES)
    }
    if not both:
        return

    def panel(folder):
        series = []
        for cell in both[folder]:
            ways = [way for way in cell.ways.values() if way.name in common]
            marks = {
                way.name: Mark(way.median() * 1e3, way.minimum() * 1e3)
                for way in ways
            }
            series.append(Series(STATES[cell.state], marks))
        return Panel(folder, series)

    pairs = list(both.values())
    common = set.intersection(*(set(c.ways) for pair in pairs for c in pair))
    first = pairs[0][0]
    threads = threads_text(first.ways["auto"].threads)
    draw(
        path,
        f"Decoding {first.size} to new files: what a rest changes",
        f"{NOTE}; {threads} unless it says -T1",
        columns_of(
            [cell for pair in pairs for cell in pair],
            lambda way: way.name,
            lambda way: way.name in common,
        ),
        "milliseconds",
        [panel(folder) for folder in both],
    )


def small_panel(folder, cells):
    """How many times as long each way takes, by the size of the files."""
    series = []
    for cell in cells:
        unit = cell.ways[REFERENCE].median()
        marks = {
            way.name: Mark(way.median() / unit, way.minimum() / unit)
            for way in cell.ways.values()
            if way.kind == "forced" or way.buffer == 0
        }
        series.append(Series(f"files of {cell.size}", marks))
    return Panel(folder, series)


def draw_small_files(path, cells):
    """Many files at a time, a panel for each folder."""
    folders = {}
    for cell in cells:
        if cell.files > 1 and REFERENCE in cell.ways:
            folders.setdefault(cell.folder, []).append(cell)
    if not folders:
        return
    used = [cell for each in folders.values() for cell in each]
    threads = threads_text(used[0].ways["auto"].threads)
    draw(
        path,
        "Decoding many small files to new ones, one after the other: time",
        f"{NOTE}; up to {threads}",
        columns_of(
            used, counts=lambda way: way.kind != "compared" or way.buffer == 0
        ),
        f"time / median of {REFERENCE}",
        [small_panel(name, each) for name, each in folders.items()],
    )


def draw_plots(folder, cells, sizes):
    """Writes SVG files; none for what was not measured. `sizes` are those that
    there are, the smallest first."""

    def chosen(part, targets, states=("at-once",)):
        return [
            cell
            for cell in cells
            if cell.part == part
            and cell.target in targets
            and cell.state in states
        ]

    def largest(*what):
        return [cell for cell in chosen(*what) if cell.size == sizes[-1]]

    for part, doing in (("decode", "Decoding"), ("move", "Moving")):
        stem = {"decode": "decoding", "move": "moving"}[part]
        to_files = largest(part, ("new",))
        draw_throughput(folder / f"{stem}.svg", doing, "new files", to_files)
        to_pipes = largest(part, tuple(PANEL_TITLES))
        draw_throughput(folder / f"pipes-{stem}.svg", doing, "pipes", to_pipes)
    draw_states(folder / "states.svg", largest("decode", ("new",), STATES))
    draw_small_files(folder / "small-files.svg", chosen("decode", ("new",)))
