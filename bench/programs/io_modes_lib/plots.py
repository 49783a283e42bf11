# SPDX-License-Identifier: BSL-1.0
"""What was measured as lines: the fastest rounds, with a warm input."""

from drawing.lines import Axis, Line, Panel, draw

KIB = 1024

# What other ways are compared with where files are small.
REFERENCE = "write 32K*"

WRITES = Axis(
    "bytes per write (lines without dots do not write)",
    [(size * KIB, f"{size}K") for size in (4, 8, 16, 32, 64, 128, 256)]
    + [(KIB * KIB, "1M")],
)

TARGETS = {"pipe": "to a pipe", "large-pipe": "to a large pipe"}


def gigabytes_per_second(cell, way):
    return cell.bytes * cell.files / way.minimum() / 1e9


def is_line_across(way):
    """Some are left to the tables, so that lines can be told apart."""
    if way.buffer > 0 or way.kind == "auto":
        return False
    left_out = ("hole", "drop", "huge helper", "huge populated", "4K pages")
    return not any(words in way.name for words in left_out)


def throughput_panel(cell):
    """By the size of writes, and what does not write as lines across."""
    ways = cell.ways.values()
    writes = sorted(
        (way.buffer, gigabytes_per_second(cell, way))
        for way in ways
        if way.buffer > 0
    )
    lines = [Line("write", writes)]
    ends = WRITES.marks[0][0], WRITES.marks[-1][0]
    for way in filter(is_line_across, ways):
        height = gigabytes_per_second(cell, way)
        points = [(x, height) for x in ends]
        lines.append(Line(way.name, points, has_dots=False))
    return Panel(TARGETS.get(cell.target, cell.file_system), lines)


def draw_throughput(path, doing, cells):
    """Of one file of the last size that there is, a panel for each cell."""
    cells = [cell for cell in cells if cell.files == 1]
    cells = [cell for cell in cells if cell.size == cells[-1].size]
    if not cells:
        return
    to = "pipes" if cells[0].is_to_pipe() else "new files"
    draw(
        path,
        f"{doing} {cells[0].size} to {to}: throughput",
        WRITES,
        "GB of output per second",
        [throughput_panel(cell) for cell in cells],
    )


def is_drawn_small(way):
    return way.kind == "forced" or way.buffer in (4 * KIB, 256 * KIB)


def small_panel(file_system, cells):
    """How many times as long each way takes, by the size of the files."""
    lines = {}
    for cell in cells:
        unit = cell.ways[REFERENCE].minimum()
        for way in filter(is_drawn_small, cell.ways.values()):
            line = lines.setdefault(way.name, Line(way.name, []))
            line.points.append((cell.bytes, way.minimum() / unit))
    for line in lines.values():
        line.points.sort()
    return Panel(file_system, list(lines.values()))


def draw_small_files(path, cells):
    """Many files at a time, a panel for each folder."""
    cells = [
        cell for cell in cells if cell.files > 1 and REFERENCE in cell.ways
    ]
    folders = {}
    for cell in cells:
        folders.setdefault(cell.folder, []).append(cell)
    if not folders:
        return
    marks = sorted({cell.bytes: cell.size for cell in cells}.items())
    draw(
        path,
        "Decoding small files to new ones: time",
        Axis("bytes of output of each file", marks),
        f"time / time of {REFERENCE}",
        [small_panel(each[0].file_system, each) for each in folders.values()],
    )


def draw_plots(folder, cells):
    """Writes SVG files; none for what was not measured."""

    def warm(part, to_pipe):
        return [
            cell
            for cell in cells
            if cell.state == "warm"
            and cell.part == part
            and (cell.is_to_pipe() if to_pipe else cell.target == "new")
        ]

    for part, doing in (("decode", "Decoding"), ("move", "Moving")):
        stem = {"decode": "decoding", "move": "moving"}[part]
        draw_throughput(folder / f"{stem}.svg", doing, warm(part, False))
        draw_throughput(folder / f"pipes-{stem}.svg", doing, warm(part, True))
    draw_small_files(folder / "small-files.svg", warm("decode", False))
