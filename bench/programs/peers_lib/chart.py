# SPDX-License-Identifier: BSL-1.0
"""Draws the times as horizontal bars."""

from drawing.svg import Picture

from .programs import MGUNZIP, Copy
from .report import minimum

# Pixels.
WIDTH = 460  # of a panel
LABELS = 150  # of this, to the left of the bars
MARGIN = 15
HEAD = 50  # above the bars
BAR = 22  # with the gap to the next
GAP = 6

COLORS = {"ours": "#d1495b", "rival": "#9aa5b1", "copy": "#d5dbe1"}


def color(label):
    if label.startswith(MGUNZIP):
        return COLORS["ours"]
    return COLORS["copy" if label == Copy.LABEL else "rival"]


def three_digits(value):
    return f"{value:#.3g}" if value < 99.95 else f"{value:.0f}"


def draw_panel(picture, case, entrants, left, top):
    """One case, with its upper left corner at (left, top)."""
    title = f"{case.title}, {case.unit.lower()}"
    picture.text(left + MARGIN, top + HEAD - 15, title, size=14)
    fastest_first = sorted(entrants, key=minimum)
    # Room for the number beside the longest bar.
    longest = (WIDTH - LABELS - MARGIN) / 1.15
    scale = longest / minimum(fastest_first[-1])
    begin = left + LABELS
    for position, entrant in enumerate(fastest_first):
        y = top + HEAD + BAR * position
        end = begin + minimum(entrant) * scale
        label = entrant.label
        picture.box(begin, y + GAP / 2, end - begin, BAR - GAP, color(label))
        base = y + BAR / 2 + 4
        picture.text(begin - 6, base, label, "end")
        value = minimum(entrant) * case.factor
        picture.text(end + 4, base, three_digits(value))


def draw(path, results):
    """Writes an SVG with a panel for each of the cases, in two columns."""
    columns = min(2, len(results))
    begins = range(0, len(results), columns)
    rows = [results[begin : begin + columns] for begin in begins]
    heights = [
        HEAD + BAR * max(len(entrants) for _, entrants in row) for row in rows
    ]
    picture = Picture(WIDTH * columns, sum(heights) + MARGIN)
    for number, row in enumerate(rows):
        top = sum(heights[:number])
        for column, (case, entrants) in enumerate(row):
            draw_panel(picture, case, entrants, WIDTH * column, top)
    picture.save(path)
