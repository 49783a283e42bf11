# SPDX-License-Identifier: BSL-1.0
"""Runs the programs of a case in turn, under conditions that are the same for
all of them."""

import random
import subprocess
import time

from .processes import last_words, run


class Entrant:
    """A program in a case: its command, runs, and peak of memory in KiB."""

    def __init__(self, label, command, memory):
        self.label = label
        self.command = command
        self.memory = memory
        self.runs = []


class Failed(Exception):
    """A run that should have been like the one that was checked."""


def settle():
    """Writes back what is left to be written on this file system."""
    subprocess.run(["sync", "-f", "."], check=True)


def order_of_round(entrants, number):
    """Another one begins each round, and the others do not always come after
    the same one: what a run leaves behind meets all of them."""
    if not entrants:
        return []
    first = entrants[number % len(entrants)]
    others = [each for each in entrants if each is not first]
    random.Random(number).shuffle(others)
    return [first, *others]


def time_rounds(case, entrants, rounds, sync, sync_each_run, pause):
    """Neither the removal of the last output nor `settle` is timed. The output
    goes first: its pages are then dropped and need not be written, so that no
    run pays for the output of the one before. `pause` is a rest of so many
    seconds before each run, in which the host of a virtual machine may take
    free memory back."""
    for number in range(rounds):
        for position, entrant in enumerate(order_of_round(entrants, number)):
            case.remove_output()
            if sync and (sync_each_run or position == 0):
                settle()
            time.sleep(pause)
            result = run(entrant.command)
            if result.status != 0:
                raise Failed(
                    f"{case.shown(entrant.command)}: "
                    f"status {result.status}, {last_words()}"
                )
            entrant.runs.append(result)
    case.remove_output()
