# SPDX-License-Identifier: BSL-1.0
"""A picture of lines, boxes and text. All numbers are pixels, from the upper
left corner."""

from xml.sax.saxutils import escape, quoteattr

FONT_SIZE = 12


def text_width(text, size=FONT_SIZE):
    """About as wide as text becomes in a wide font: what is laid out by this
    does not overlap."""
    return 0.62 * size * len(text)


def number(value):
    return f"{value:.1f}".removesuffix(".0")


class Picture:
    """`title` is what programs that show or read out the picture call it."""

    def __init__(self, width, height, title):
        self.size = f'width="{number(width)}" height="{number(height)}"'
        self.elements = [
            f"<title>{escape(title)}</title>",
            f'<rect {self.size} fill="#ffffff"/>',
        ]

    def _add(self, name, attributes, content=None):
        words = [name]
        words += [
            f"{key.replace('_', '-')}="
            + quoteattr(value if isinstance(value, str) else number(value))
            for key, value in attributes.items()
            if value is not None
        ]
        end = "/>" if content is None else f">{escape(content)}</{name}>"
        self.elements.append(f"<{' '.join(words)}{end}")

    def box(self, x, y, width, height, color):
        attributes = {"x": x, "y": y, "width": width, "height": height}
        self._add("rect", attributes | {"fill": color})

    def line(self, points, color, width=1, dashes=None):
        """Through all points; `dashes` are lengths of dashes and gaps."""
        attributes = {
            "points": " ".join(f"{number(x)},{number(y)}" for x, y in points),
            "fill": "none",
            "stroke": color,
            "stroke_width": width,
            "stroke_dasharray": dashes,
        }
        self._add("polyline", attributes)

    def dot(self, x, y, color, radius=3):
        self._add("circle", {"cx": x, "cy": y, "r": radius, "fill": color})

    def text(
        self, x, y, text, anchor="start", size=None, turned=0, color=None
    ):
        """`anchor` is what of the text is at x: start, middle or end; y is
        that of its base line. It is turned by so many degrees around that
        point: -90 is read from below."""
        attributes = {
            "x": x,
            "y": y,
            "text_anchor": None if anchor == "start" else anchor,
            "font_size": size,
            "transform": (
                f"rotate({turned} {number(x)} {number(y)})" if turned else None
            ),
            "fill": color,
        }
        self._add("text", attributes, text)

    def save(self, path):
        """Writes the file; its folder is made if need be."""
        path.parent.mkdir(parents=True, exist_ok=True)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {self.size} '
            f'font-family="sans-serif" font-size="{FONT_SIZE}">'
        )
        lines = [head, *self.elements, "</svg>", ""]
        path.write_text("\n".join(lines), encoding="utf-8")
