# SPDX-License-Identifier: BSL-1.0
"""Tables of times, in Markdown."""

from .programs import MGUNZIP
from .results import STATES


def row_text(entries):
    return f"| {' | '.join(entries)} |"


def markdown(head, rows):
    return "\n".join(map(row_text, [head, ["---"] * len(head), *rows]))


def ratio(entry, unit):
    return f"{entry.median() / unit.median():.2f}" if unit else "-"


def table(results):
    """One case in one state or both; what is not time is of the first."""
    first = results[0]
    ours = first.entries.get(MGUNZIP)
    rows = []
    for entry in first.entries.values():
        others = [each.entries.get(entry.label) for each in results[1:]]
        walls = [
            result.text_of(one) if one else ""
            for result, one in zip(results, [entry, *others])
        ]
        rows.append(
            [
                entry.label,
                # A bar would end the cell.
                "`" + entry.shown.replace("|", r"\|") + "`",
                *walls,
                ratio(entry, ours),
                first.text(entry.mean("user")),
                first.text(entry.mean("system")),
                "-" if entry.memory is None else f"{entry.memory / 1024:.1f}",
            ]
        )
    walls = [STATES[each.state] for each in results]
    head = ["", "command", *walls, "× mgunzip", "user", "sys", "peak MiB"]
    return markdown(head, rows)


def legend(results):
    first = results[0]
    return (
        f"{first.unit()}, minimum / median of {first.rounds()} interleaved "
        "rounds; × mgunzip compares\nmedians, user and sys are means:"
    )


def print_case(title, result, unfit):
    """Of what was timed just now; `unfit` are labels, and why they have no
    time."""
    print(f"\n### {title}\n")
    if result.entries:
        print(f"{legend([result])}\n\n{table([result])}")
    for label, reason in unfit:
        print(f"\nWithout {label}: {reason}.")
