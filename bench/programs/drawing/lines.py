# SPDX-License-Identifier: BSL-1.0
"""Panels with lines, side by side, which share their scales and one legend."""

import math
from dataclasses import dataclass

from .svg import Picture, text_width

COLUMNS = 2

# Pixels of a panel: where its axes cross, and their lengths.
LEFT = 70
TOP = 45
PLOT_WIDTH = 350
PLOT_HEIGHT = 230
PANEL_WIDTH = LEFT + PLOT_WIDTH + 20
PANEL_HEIGHT = TOP + PLOT_HEIGHT + 50

HEAD = 40  # with the picture's title
MARGIN = 20
LEGEND_ROW = 22
SAMPLE = 28  # of a line, in the legend

# Told apart with any kind of colour vision (Okabe and Ito).
COLORS = (
    "#0072b2",
    "#d55e00",
    "#009e73",
    "#cc79a7",
    "#e69f00",
    "#56b4e9",
    "#000000",
)
DASHES = (None, "7 3", "2 3")


@dataclass
class Line:
    """Points (x, y) in the order of x."""

    name: str
    points: list
    has_dots: bool = True


@dataclass
class Panel:
    title: str
    lines: list


@dataclass
class Axis:
    """What is told, with its unit, and the marks (value, text)."""

    label: str
    marks: list


def axis_up_to(label, largest):
    """From 0 on, with four to eight steps of 1, 2 or 5 and zeros."""
    step = 10.0 ** math.floor(math.log10(largest / 8))
    for factor in (2, 2.5, 2):
        if largest / step > 8:
            step *= factor
    count = math.ceil(largest / step)
    return Axis(label, [(i * step, f"{i * step:g}") for i in range(count + 1)])


class Frame:
    """Where values lie in the panel whose upper left corner is at (left,
    top). The distance between two x is how many times the one is the other;
    beside the outer marks there is some room."""

    def __init__(self, left, top, x_axis, y_axis):
        self.left = left + LEFT
        self.bottom = top + TOP + PLOT_HEIGHT
        self.x_axis = x_axis
        self.y_axis = y_axis
        room = 0.5
        self.first = math.log2(x_axis.marks[0][0]) - room
        self.last = math.log2(x_axis.marks[-1][0]) + room

    def x(self, value):
        share = (math.log2(value) - self.first) / (self.last - self.first)
        return self.left + PLOT_WIDTH * share

    def y(self, value):
        return self.bottom - PLOT_HEIGHT * value / self.y_axis.marks[-1][0]

    def draw(self, picture, title):
        right = self.left + PLOT_WIDTH
        middle = self.left + PLOT_WIDTH / 2
        top = self.bottom - PLOT_HEIGHT
        for value, text in self.y_axis.marks:
            y = self.y(value)
            picture.line([(self.left, y), (right, y)], "#dddddd")
            picture.text(self.left - 8, y + 4, text, "end")
        for value, text in self.x_axis.marks:
            x = self.x(value)
            picture.line([(x, self.bottom), (x, self.bottom + 5)], "#000000")
            picture.text(x, self.bottom + 19, text, "middle")
        axes = [(self.left, top), (self.left, self.bottom)]
        picture.line([*axes, (right, self.bottom)], "#000000")
        picture.text(middle, top - 12, title, "middle", size=13)
        picture.text(middle, self.bottom + 38, self.x_axis.label, "middle")
        center = self.bottom - PLOT_HEIGHT / 2
        label_x = self.left - LEFT + 18
        picture.text(label_x, center, self.y_axis.label, "middle", turned=True)


@dataclass
class Style:
    color: str
    dashes: str | None
    has_dots: bool

    def draw(self, picture, points):
        picture.line(points, self.color, 2, self.dashes)
        if self.has_dots:
            for point in points:
                picture.dot(*point, self.color)

    def draw_sample(self, picture, x, y):
        picture.line([(x, y), (x + SAMPLE, y)], self.color, 2, self.dashes)
        if self.has_dots:
            picture.dot(x + SAMPLE / 2, y, self.color)


def styles_of(panels):
    """Styles by name, in the order in which names turn up."""
    styles = {}
    for line in (line for each in panels for line in each.lines):
        number = len(styles)
        color = COLORS[number % len(COLORS)]
        dashes = DASHES[number // len(COLORS) % len(DASHES)]
        styles.setdefault(line.name, Style(color, dashes, line.has_dots))
    return styles


def legend_rows(styles, width):
    """Names, as many in a row as have room, with the x of each."""
    rows, x = [[]], MARGIN
    for name in styles:
        needed = SAMPLE + text_width(name) + 30
        if rows[-1] and x + needed > width - MARGIN:
            rows.append([])
            x = MARGIN
        rows[-1].append((x, name))
        x += needed
    return rows


def draw_legend(picture, rows, styles, top):
    for number, row in enumerate(rows):
        y = top + LEGEND_ROW * number
        for x, name in row:
            styles[name].draw_sample(picture, x, y)
            picture.text(x + SAMPLE + 6, y + 4, name)


def draw_panel(picture, frame, panel, styles):
    frame.draw(picture, panel.title)
    for line in panel.lines:
        points = [(frame.x(x), frame.y(y)) for x, y in line.points]
        styles[line.name].draw(picture, points)


def draw(path, title, x_axis, y_label, panels):
    """Writes an SVG. All panels have the same axes, y from 0 to what the
    highest line needs; the legend is below all of them."""
    columns = min(COLUMNS, len(panels))
    rows = math.ceil(len(panels) / columns)
    width = PANEL_WIDTH * columns + MARGIN
    legend_top = HEAD + PANEL_HEIGHT * rows + MARGIN
    styles = styles_of(panels)
    legend = legend_rows(styles, width)
    picture = Picture(width, legend_top + LEGEND_ROW * len(legend))
    picture.text(width / 2, 28, title, "middle", size=16)
    largest = max(
        y for each in panels for line in each.lines for _, y in line.points
    )
    y_axis = axis_up_to(y_label, largest)
    for number, panel in enumerate(panels):
        left = PANEL_WIDTH * (number % columns)
        top = HEAD + PANEL_HEIGHT * (number // columns)
        draw_panel(picture, Frame(left, top, x_axis, y_axis), panel, styles)
    draw_legend(picture, legend, styles, legend_top)
    picture.save(path)
