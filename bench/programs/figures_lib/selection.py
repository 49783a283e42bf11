# SPDX-License-Identifier: BSL-1.0
"""Picks what words say of a measurement."""

from .expressions import Wrong


def select(measurements, words, known, wanted):
    """The first of the measurements with the attributes `wanted`, of which
    `words` replace some; `known` has the values that each attribute can have."""
    wanted = dict(wanted)
    for word in words:
        names = [name for name, values in known.items() if word in values]
        if not names:
            raise Wrong(f"{word} was not measured")
        wanted[names[0]] = word
    for each in measurements:
        if all(getattr(each, name) == wanted[name] for name in wanted):
            return each
    raise Wrong(f"{' '.join(wanted.values())} was not measured")
