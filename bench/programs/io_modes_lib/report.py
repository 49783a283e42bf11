# SPDX-License-Identifier: BSL-1.0
"""All tables, under their titles."""

from .tables import print_choices, print_costs, print_times

STATES = {
    "at-once": "input in the page cache",
    "rested": "the same after a rest",
    "cold": "input not in the page cache",
    "synced": "until the file system is written out",
    "limited": "with the dirty limit below the output's size",
}
PARTS = {"decode": "decoding", "move": "moving"}


def is_product(way):
    return way.kind != "compared"


def writes(way):
    return way.buffer > 0


def print_title(text):
    print(f"### {text}\n")


def print_decoding(cells, state):
    wanted = [
        cell for cell in cells if cell.part == "decode" and cell.state == state
    ]
    if not wanted:
        return
    print_title(f"Decoding, {STATES[state]}")
    print_choices(wanted)
    print_times(wanted, is_product)
    print_times(wanted, writes)


def print_moving(cells, to_pipe):
    wanted = [
        cell
        for cell in cells
        if cell.part == "move" and cell.is_to_pipe() == to_pipe
    ]
    if not wanted:
        return
    targets = "pipes" if to_pipe else "files"
    print_title(f"Moving without decoding, to {targets}")
    print_times(wanted, lambda way: not writes(way))
    print_times(wanted, writes)


def print_article(cells):
    wanted = [cell for cell in cells if cell.part == "article"]
    if not wanted:
        return
    print_title("Lines, blocks, or a mapping")
    print_times(wanted, lambda way: True)
    for cell in wanted:
        if cell.folder == wanted[0].folder:
            print_costs(cell)


def print_all_costs(cells, size):
    """All of them would be too many: those of the first folder, of one size,
    and of small files."""
    for part, doing in PARTS.items():
        wanted = [
            cell
            for cell in cells
            if cell.part == part
            and cell.folder == cells[0].folder
            and cell.state == "at-once"
            and (
                cell.size == size
                or (part == "decode" and cell.target == "new")
            )
        ]
        if wanted:
            folder = wanted[0].folder
            print_title(f"What else it costs: {doing}, {folder}, medians")
        for cell in wanted:
            print_costs(cell)


def print_report(measured):
    cells = measured.cells
    print(
        "# I/O modes: the tables\n\n"
        "What `bench/io_modes` has measured and "
        "`bench/programs/io_modes_report` has printed.\n"
        "[io-modes.md](io-modes.md) tells what it means.\n\n"
        "Minimum / median, and in parentheses the median over that of the "
        "fastest way\n(bold), which may be in another table. `*`: what "
        "mgunzip has for this.\n`-T1`: one thread; all others have as many as "
        "mgunzip takes by itself, moving one,\nor two where a helper is "
        "named.\n"
    )
    for each in measured.conditions:
        print(f"- {each}")
    print()
    for state in STATES:
        print_decoding(cells, state)
    print_moving(cells, to_pipe=False)
    print_moving(cells, to_pipe=True)
    print_article(cells)
    print_all_costs(cells, measured.sizes()[-1])
