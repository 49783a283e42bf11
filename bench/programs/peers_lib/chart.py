# SPDX-License-Identifier: BSL-1.0
"""Draws the times as horizontal bars, with gnuplot."""

import subprocess

from .programs import MGUNZIP, Copy
from .report import minimum

# Pixels.
WIDTH = 460  # of a panel
LABELS = 150  # of this, to the left of the bars
MARGIN = 15
HEAD = 50  # above the bars
BAR = 22

COLORS = {"ours": 0xD1495B, "rival": 0x9AA5B1, "copy": 0xD5DBE1}


def color(label):
    if label.startswith(MGUNZIP):
        return COLORS["ours"]
    return COLORS["copy" if label == Copy.LABEL else "rival"]


def three_digits(value):
    return f"{value:#.3g}" if value < 99.95 else f"{value:.0f}"


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def panel(case, entrants, left, top, size):
    """gnuplot's commands for one case, whose upper left corner is at (left,
    top) in a picture of that size."""
    width, height = size

    def x(pixels):
        return f"{(left + pixels) / width:.4f}"

    def y(pixels):
        return f"{1 - (top + pixels) / height:.4f}"

    slowest_first = sorted(entrants, key=minimum, reverse=True)
    lines = ["$bars << END"]
    for position, entrant in enumerate(slowest_first):
        value = minimum(entrant) * case.factor
        label = entrant.label.replace('"', "")
        lines.append(
            f'{position} {value:.6g} "{label}" {color(entrant.label)} '
            f'"{three_digits(value)}"'
        )
    # Room for the number beside the longest bar.
    end = minimum(slowest_first[0]) * case.factor * 1.15
    title = f"{case.title}, {case.unit.lower()}"
    return [
        *lines,
        "END",
        f"set tmargin at screen {y(HEAD)}",
        f"set bmargin at screen {y(HEAD + BAR * len(entrants))}",
        f"set lmargin at screen {x(LABELS)}",
        f"set rmargin at screen {x(WIDTH - MARGIN)}",
        f"set label 1 {quoted(title)} at screen {x(MARGIN)}, "
        f"screen {y(HEAD - 15)} font ',14'",
        f"set xrange [0:{end:.6g}]",
        f"set yrange [-0.5:{len(entrants) - 0.5}]",
        "plot $bars using (0):1:(0):2:($1-0.38):($1+0.38):4 "
        "with boxxyerror fillstyle solid noborder linecolor rgb variable, "
        "$bars using (0):1:3 with labels right offset -0.8, 0, "
        "$bars using 2:1:5 with labels left offset 0.5, 0",
    ]


def draw(path, results):
    """Writes an SVG with a panel for each of the cases, in two columns."""
    columns = min(2, len(results))
    begins = range(0, len(results), columns)
    rows = [results[begin : begin + columns] for begin in begins]
    heights = [
        HEAD + BAR * max(len(entrants) for _, entrants in row) for row in rows
    ]
    size = WIDTH * columns, sum(heights) + MARGIN
    lines = [
        f"set terminal svg noenhanced size {size[0]},{size[1]} "
        "font 'sans-serif,12' background rgb 'white'",
        f"set output {quoted(str(path))}",
        "set multiplot",
        "set border 0",
        "unset key",
        "unset xtics",
        "unset ytics",
    ]
    for number, row in enumerate(rows):
        for column, (case, entrants) in enumerate(row):
            top = sum(heights[:number])
            lines += panel(case, entrants, WIDTH * column, top, size)
    lines.append("unset multiplot")
    subprocess.run(
        ["gnuplot"], input="\n".join(lines) + "\n", text=True, check=True
    )
