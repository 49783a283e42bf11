# SPDX-License-Identifier: BSL-1.0
"""Prints what numbers depend on besides the programs' merits."""

import datetime
import os
import platform
import re
import shlex
import shutil
import sys
from pathlib import Path

from .processes import first_line

MIB = 1 << 20


def package_version(command):
    """Debian's name for the package that the command is from, or its path."""
    path = os.path.realpath(shutil.which(command))
    for name in (path, path.removeprefix("/usr")):
        found = first_line("dpkg-query", "-S", name)
        if found and not found.startswith("dpkg-query:"):
            package = found.split(":")[0]
            return first_line("dpkg-query", "-W", package).replace("\t", " ")
    return path


def cpu_model():
    found = re.search(
        r"^model name\s*:\s*(.*)$", Path("/proc/cpuinfo").read_text(), re.M
    )
    return found[1] if found else platform.machine()


def memory_size():
    pages = os.sysconf("SC_PHYS_PAGES")
    return pages * os.sysconf("SC_PAGE_SIZE") // MIB


def file_system(folder):
    found = first_line("findmnt", "-no", "FSTYPE", "-T", str(folder))
    return found or "unknown"


def conditions(programs, mgunzip, source, sizes, pause):
    """One in each line. Which version mgunzip has is in the repository."""
    commands = {each.words[0] for each in programs} - {mgunzip}
    load = os.getloadavg()[0]
    words = ["peers", *sys.argv[1:]]
    return [
        f"date: {datetime.date.today()}",
        f"command: {shlex.join(words)}",
        f"processor: {cpu_model()}, {len(os.sched_getaffinity(0))} usable",
        f"memory: {memory_size()} MiB",
        f"kernel: {platform.system()} {platform.release()}",
        f"load at the start: {load:.2f}",
        *(
            f"{Path(command).name}: {package_version(command)}"
            for command in sorted(commands)
        ),
        f"data: {source.name}, {sizes[0]} -> {sizes[1]} bytes",
        f"pause before each run: {pause:g} s",
    ]
