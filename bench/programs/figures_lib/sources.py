# SPDX-License-Identifier: BSL-1.0
"""The measurements that a document names."""

import re

from io_modes_lib import measurements as io_modes

from .io_modes_source import IoModes

DECLARATION = re.compile(r"<!-- figures from (.*?)-->", re.S)


class Unreadable(Exception):
    """Why there is nothing to compare with."""


def source_of(text, root):
    declared = DECLARATION.search(text)
    if not declared:
        raise Unreadable("a document does not say where its figures are from")
    paths = [root / name for name in declared[1].split()]
    try:
        return IoModes(io_modes.read(paths))
    except (io_modes.Unreadable,) as error:
        raise Unreadable(str(error)) from error
