# SPDX-License-Identifier: BSL-1.0
"""Draws the times as horizontal bars: medians, with a mark at the minimum."""

from drawing.svg import Picture

from .programs import MGUNZIP, Copy

# Pixels.
WIDTH = 460  # of a panel
LABELS = 150  # of this, to the left of the bars
MARGIN = 15
TITLE = 50  # of the picture
HEAD = 50  # above the bars
BAR = 22  # with the gap to the next
GAP = 6
TICK = 3  # that the mark stands out

COLORS = {"ours": "#d1495b", "rival": "#9aa5b1", "copy": "#d5dbe1"}
STATES = {"at-once": "", "rested": ", after a rest"}


def color(label):
    if label.startswith(MGUNZIP):
        return COLORS["ours"]
    return COLORS["copy" if label == Copy.LABEL else "rival"]


def title_of(result):
    rest = STATES[result.state]
    return f"{result.title()}, {result.file_system}{rest}"


def longest(results):
    return max(
        entry.median() / (result.files or 1)
        for result in results
        for entry in result.entries.values()
    )


def draw_panel(picture, result, left, top, most):
    """One case, with its upper left corner at (left, top); `most` is as long
    as there is room for."""
    picture.text(left + MARGIN, top + HEAD - 28, title_of(result), size=14)
    picture.text(left + MARGIN, top + HEAD - 10, result.unit().lower())
    # Room for the number beside the longest bar.
    scale = (WIDTH - LABELS - MARGIN) / 1.2 / most / (result.files or 1)
    begin = left + LABELS
    entries = sorted(result.entries.values(), key=lambda each: each.median())
    for position, entry in enumerate(entries):
        y = top + HEAD + BAR * position + GAP / 2
        end = begin + entry.median() * scale
        best = begin + entry.minimum() * scale
        height = BAR - GAP
        picture.box(begin, y, end - begin, height, color(entry.label))
        mark = [(best, y - TICK / 2), (best, y + height + TICK / 2)]
        picture.line(mark, "#000000", 1.5)
        base = y + height / 2 + 4
        picture.text(begin - 6, base, entry.label, "end")
        picture.text(end + 5, base, result.text(entry.median()))


def draw(path, results):
    """Writes an SVG with a panel for each of the results, in two columns; those
    with one unit have one scale."""
    columns = min(2, len(results))
    begins = range(0, len(results), columns)
    rows = [results[begin : begin + columns] for begin in begins]
    heights = [HEAD + BAR * max(len(each.entries) for each in r) for r in rows]
    title = "Time of whole programs"
    picture = Picture(WIDTH * columns, TITLE + sum(heights) + MARGIN, title)
    middle = WIDTH * columns / 2
    picture.text(middle, 24, title, "middle", size=16)
    note = "bar and number: median; mark: minimum"
    picture.text(middle, 42, note, "middle", color="#555555")
    for number, row in enumerate(rows):
        top = TITLE + sum(heights[:number])
        for column, result in enumerate(row):
            alike = [each for each in results if each.unit() == result.unit()]
            most = longest(alike)
            draw_panel(picture, result, WIDTH * column, top, most)
    picture.save(path)
