# SPDX-License-Identifier: BSL-1.0
"""The measurements that a document names."""

import re

from io_modes_lib import measurements as io_modes
from peers_lib import results as peers

from .expressions import Wrong
from .io_modes_source import IoModes
from .peers_source import Peers

DECLARATION = re.compile(r"<!-- figures from (.*?)-->", re.S)


class Unreadable(Exception):
    """Why there is nothing to compare with."""


class WithTables:
    """Adds references to tables of the document itself, for what has no file:
    `table HEADING: ROW | COLUMN`."""

    def __init__(self, source, text):
        self.source = source
        self.text = text
        self.table = source.table

    def look_up(self, reference):
        if not reference.startswith("table "):
            return self.source.look_up(reference)
        heading, _, rest = reference.removeprefix("table ").partition(": ")
        row, _, column = (part.strip() for part in rest.partition("|"))
        begin = re.search(rf"^#+ {re.escape(heading)}$", self.text, re.M)
        if not begin:
            raise Wrong(f"[{reference}]: no such heading")
        heads = []
        for line in self.text[begin.end() :].splitlines():
            if line.startswith("#"):
                break
            if not line.startswith("|"):
                heads = []
                continue
            cells = [cell.strip().strip("`") for cell in line[1:-1].split("|")]
            heads = heads or cells
            if cells[0] == row and column in heads:
                return float(cells[heads.index(column)].replace(",", ""))
        raise Wrong(f"[{reference}] is in no table")


def source_of(text, root):
    declared = DECLARATION.search(text)
    if not declared:
        raise Unreadable("a document does not say where its figures are from")
    paths = [root / name for name in declared[1].split()]
    try:
        if paths[0].name.startswith("peers"):
            source = Peers(peers.read(paths)[0])
        else:
            source = IoModes(io_modes.read(paths))
    except (io_modes.Unreadable, peers.Unreadable) as error:
        raise Unreadable(str(error)) from error
    return WithTables(source, text)
