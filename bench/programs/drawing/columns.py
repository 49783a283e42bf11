# SPDX-License-Identifier: BSL-1.0
"""Panels with a column for each way to do something, and in it a mark for each
series: a dot for the median and a line from there to the best round. All panels
of a picture share their scale and one legend."""

import math
from dataclasses import dataclass, field

from .svg import Picture, text_width

PANELS_IN_ROW = 2

# Pixels of a panel: where its axes cross, and their lengths.
LEFT = 62
TOP = 40
PLOT_WIDTH = 370
PLOT_HEIGHT = 220
PANEL_WIDTH = LEFT + PLOT_WIDTH + 18

HEAD = 48  # with the picture's title and what is below it
LEGEND_ROW = 24
MARGIN = 20
TITLE_SIZE = 16
FOOT = 26  # below the names of the columns: what they are
TURN = 40  # degrees, of these names
SHIFT = 7  # between the marks of two series in a column

# Told apart with any kind of colour vision (Okabe and Ito).
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


@dataclass
class Mark:
    median: float
    best: float


@dataclass
class Series:
    name: str
    marks: dict = field(default_factory=dict)  # by the column's name


@dataclass
class Panel:
    title: str
    series: list


@dataclass
class Columns:
    """Names, from left to right. Those in `joined`, which are values of one
    quantity, have a line through their dots."""

    label: str
    names: list
    joined: list


def steps_up_to(largest):
    """From 0 on, four to eight steps of 1, 2 or 5 and zeros."""
    step = 10.0 ** math.floor(math.log10(largest / 8))
    for factor in (2, 2.5, 2):
        if largest / step > 8:
            step *= factor
    return [i * step for i in range(math.ceil(largest / step) + 1)]


class Frame:
    """Where things lie in the panel whose upper left corner is at (left,
    top)."""

    def __init__(self, left, top, columns, steps):
        self.left = left + LEFT
        self.bottom = top + TOP + PLOT_HEIGHT
        self.columns = columns
        self.steps = steps

    def x(self, name):
        number = self.columns.names.index(name)
        return self.left + PLOT_WIDTH * (number + 0.5) / len(
            self.columns.names
        )

    def y(self, value):
        return self.bottom - PLOT_HEIGHT * value / self.steps[-1]

    def draw(self, picture, title, y_label):
        right = self.left + PLOT_WIDTH
        for value in self.steps:
            y = self.y(value)
            picture.line([(self.left, y), (right, y)], "#dddddd")
            picture.text(self.left - 8, y + 4, f"{value:g}", "end")
        for name in self.columns.names:
            x = self.x(name)
            picture.line([(x, self.bottom), (x, self.bottom + 4)], "#000000")
            picture.text(x + 4, self.bottom + 15, name, "end", turned=-TURN)
        top = self.bottom - PLOT_HEIGHT
        axes = [(self.left, top), (self.left, self.bottom)]
        picture.line([*axes, (right, self.bottom)], "#000000")
        middle = self.left + PLOT_WIDTH / 2
        picture.text(middle, top - 12, title, "middle", size=13)
        center = self.bottom - PLOT_HEIGHT / 2
        label_x = self.left - LEFT + 16
        picture.text(label_x, center, y_label, "middle", turned=-90)


def names_height(columns):
    """What turned names need below the axis."""
    longest = max(map(text_width, columns.names))
    return 22 + longest * math.sin(math.radians(TURN))


def draw_series(picture, frame, series, color, shift):
    places = {
        name: (frame.x(name) + shift, mark)
        for name, mark in series.marks.items()
    }
    picture.line(
        [
            (places[name][0], frame.y(places[name][1].median))
            for name in frame.columns.joined
            if name in places
        ],
        color,
    )
    for x, mark in places.values():
        median, best = frame.y(mark.median), frame.y(mark.best)
        picture.line([(x, median), (x, best)], color, 2)
        picture.line([(x - 3, best), (x + 3, best)], color, 2)
        picture.dot(x, median, color, 3.5)


def draw_panel(picture, frame, panel, names, y_label):
    frame.draw(picture, panel.title, y_label)
    for series in panel.series:
        number = names.index(series.name)
        shift = SHIFT * (number - (len(names) - 1) / 2)
        color = COLORS[number % len(COLORS)]
        draw_series(picture, frame, series, color, shift)


def draw_legend(picture, names, width):
    """In the middle below the picture's title."""
    widths = [text_width(name) + 44 for name in names]
    x = (width - sum(widths)) / 2
    y = HEAD + 12
    for number, name in enumerate(names):
        color = COLORS[number % len(COLORS)]
        picture.line([(x, y), (x + 16, y)], color, 2)
        picture.dot(x + 8, y, color, 3.5)
        picture.text(x + 22, y + 4, name)
        x += widths[number]


def series_names(panels):
    return list(dict.fromkeys(each.name for p in panels for each in p.series))


def draw(path, title, note, columns, y_label, panels):
    """Writes an SVG. `note` stands below the title."""
    in_row = min(PANELS_IN_ROW, len(panels))
    rows = math.ceil(len(panels) / in_row)
    panel_height = TOP + PLOT_HEIGHT + names_height(columns) + FOOT
    width = max(
        PANEL_WIDTH * in_row + MARGIN,
        text_width(title, TITLE_SIZE),
        text_width(note),
    )
    top = HEAD + LEGEND_ROW
    picture = Picture(width, top + panel_height * rows, title)
    picture.text(width / 2, 26, title, "middle", size=TITLE_SIZE)
    picture.text(width / 2, 44, note, "middle", color="#555555")
    names = series_names(panels)
    draw_legend(picture, names, width)
    marks = [m for p in panels for s in p.series for m in s.marks.values()]
    steps = steps_up_to(max(max(m.median, m.best) for m in marks))
    for number, panel in enumerate(panels):
        left = PANEL_WIDTH * (number % in_row)
        y = top + panel_height * (number // in_row)
        frame = Frame(left, y, columns, steps)
        draw_panel(picture, frame, panel, names, y_label)
        foot = y + panel_height - FOOT + 8
        picture.text(frame.left + PLOT_WIDTH / 2, foot, columns.label, "middle")
    picture.save(path)
