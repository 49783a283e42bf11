# SPDX-License-Identifier: BSL-1.0
"""Tables of cells, in Markdown."""

from .measurements import Way

LABELS = ["", "size", "output"]

# What other ways are compared with where files are small.
REFERENCE = "write 32K*"


def number(value):
    """Three digits that count."""
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"{value:.{digits}f}"


def unit_of(cell):
    """Times are told for each file where there are many: the unit, and how
    many of it are a second."""
    if cell.files > 1:
        return "µs a file", 1e6 / cell.files
    return "ms", 1e3


def labels_of(cell):
    return [cell.folder, cell.size, cell.target]


def row_text(entries):
    return f"| {' | '.join(entries)} |"


def markdown(head, rows):
    return "\n".join(map(row_text, [head, ["---"] * len(head), *rows]))


def print_row(entries):
    print(row_text(entries))


def print_head(names):
    print(markdown(names, []))


def names_of(cells, counts):
    """Of all ways that count, in the order in which they turn up."""
    return list(
        dict.fromkeys(
            way.name
            for cell in cells
            for way in cell.ways.values()
            if counts(way)
        )
    )


def fastest(cell, counts=lambda way: True):
    """By the median."""
    return cell.best(counts, Way.median)


def times_text(cell, way):
    """Minimum / median."""
    _, factor = unit_of(cell)
    minimum, median = way.minimum() * factor, way.median() * factor
    return f"{number(minimum)} / {number(median)}"


def times_entry(cell, way):
    if way is None:
        return ""
    best = fastest(cell).median()
    text = times_text(cell, way)
    if way.median() > best:
        return f"{text} ({way.median() / best:.2f})"
    return f"**{text}**"


def print_times(cells, counts):
    """A row for each cell, a column for each way that counts: minimum / median
    (median in relation to that of the cell's fastest way, whether that counts
    or not). Prints nothing where there is nothing to print."""
    names = names_of(cells, counts)
    if not names:
        return
    print_head([*LABELS, "unit", *names])
    for cell in cells:
        entries = [times_entry(cell, cell.ways.get(name)) for name in names]
        if not any(entries):
            continue
        unit, _ = unit_of(cell)
        print_row([*labels_of(cell), unit, *entries])
    print()


def is_forced(way):
    return way.kind == "forced"


def is_forced_mapping(way):
    return is_forced(way) and way.name.startswith("mmap")


def ratio_entry(way, best):
    return f"{way.median() / best.median():.2f}" if way else ""


def print_choices(cells):
    """A row for each cell: the fastest way, and how auto and the best mapping
    compare with the fastest that can be asked for."""
    print_head(
        [
            *LABELS,
            "fastest of all",
            "fastest to be asked for",
            "auto / that",
            "best mapping",
            "that / fastest to be asked for",
        ]
    )
    for cell in cells:
        forced = fastest(cell, is_forced)
        if not forced:
            continue
        mapping = fastest(cell, is_forced_mapping)
        print_row(
            [
                *labels_of(cell),
                fastest(cell).name,
                forced.name,
                ratio_entry(cell.ways.get("auto"), forced),
                mapping.name if mapping else "",
                ratio_entry(mapping, forced),
            ]
        )
    print()


def cost_entries(cell, way):
    """In the order of the columns of `print_costs`."""
    _, factor = unit_of(cell)
    per_file = 1.0 / cell.files
    times = ["wall", "user", "sys"]
    if cell.is_to_pipe():
        times.append("reader_cpu")
    entries = [number(way.median(each) * factor) for each in times]
    for each in ("minor_faults", "major_faults"):
        entries.append(number(way.median(each) * per_file))
    entries.append(number(way.median("rss_kib") / 1024))
    switches = ("voluntary_switches", "involuntary_switches")
    entries.append(number(sum(way.median(each) for each in switches)))
    is_counted = way.calls is not None
    entries.append(
        number(way.calls * per_file) if is_counted else "not counted"
    )
    return entries


def print_costs(cell):
    """A row for each way of one cell: medians of what else it costs."""
    unit, _ = unit_of(cell)
    of_each = " a file" if cell.files > 1 else ""
    head = [f"{cell.size}, {cell.target}", f"wall, {unit}", "user", "sys"]
    if cell.is_to_pipe():
        head.append("reader's user + sys")
    head += ["minor faults" + of_each, "major faults" + of_each]
    head += ["most resident, MiB", "switches", "system calls" + of_each]
    print_head(head)
    for way in cell.ways.values():
        print_row([way.name, *cost_entries(cell, way)])
    print()
