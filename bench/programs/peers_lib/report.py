# SPDX-License-Identifier: BSL-1.0
"""Tables of times, in Markdown and as comma-separated values."""

import csv
import statistics

from .programs import MGUNZIP


def minimum(entrant):
    return min(run.wall for run in entrant.runs)


def time_of_mgunzip(entrants):
    for each in entrants:
        if each.label == MGUNZIP:
            return minimum(each)
    return None


def row(case, entrant, unit):
    def values(field):
        return [getattr(each, field) * case.factor for each in entrant.runs]

    def mean(field):
        # The kernel splits the time of short runs by guessing.
        return f"{statistics.fmean(values(field)):.{case.digits}f}"

    wall = values("wall")
    walls = [
        f"{value:.{case.digits}f}"
        for value in (min(wall), statistics.median(wall))
    ]
    return [
        entrant.label,
        # A bar would end the cell.
        "`" + case.shown(entrant.command).replace("|", r"\|") + "`",
        " / ".join(walls),
        f"{minimum(entrant) / unit:.2f}" if unit else "-",
        mean("user"),
        mean("system"),
        "-" if entrant.memory is None else f"{entrant.memory / 1024:.1f}",
    ]


def print_case(case, entrants, unfit, rounds):
    print(f"\n### {case.title}\n")
    if entrants:
        print(
            f"{case.unit}, minimum / median of {rounds} interleaved rounds; "
            "user and sys are means:\n"
        )
        head = ["", "command", "wall", "× mgunzip", "user", "sys", "peak MiB"]
        print(f"| {' | '.join(head)} |")
        print("| --- " * len(head) + "|")
        unit = time_of_mgunzip(entrants)
        for entrant in entrants:
            print(f"| {' | '.join(row(case, entrant, unit))} |")
    for label, reason in unfit:
        print(f"\nWithout {label}: {reason}.")


def write_csv(path, results):
    """Each run of each program; `results` are cases with their entrants."""
    head = "case program command round wall_s user_s sys_s peak_kib".split()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for case, entrants in results:
            for entrant in entrants:
                shown = case.shown(entrant.command)
                for number, run in enumerate(entrant.runs):
                    times = (f"{value:.6f}" for value in run[:3])
                    writer.writerow(
                        [case.name, entrant.label, shown, number, *times]
                        + [entrant.memory]
                    )
