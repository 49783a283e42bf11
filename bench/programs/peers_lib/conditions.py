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


def print_conditions(programs, scratch, mgunzip, sizes):
    commands = {each.words[0] for each in programs} - {mgunzip}
    file_system = first_line("findmnt", "-no", "FSTYPE", "-T", str(scratch))
    load = os.getloadavg()[0]
    words = ["bench/programs/peers", *sys.argv[1:]]
    print("Command: `" + shlex.join(words) + "`\n")
    print(f"- processor: {cpu_model()}, {len(os.sched_getaffinity(0))} usable")
    print(f"- memory: {memory_size()} MiB")
    print(f"- kernel: {platform.system()} {platform.release()}")
    print(f"- file system: {file_system}")
    print(f"- date: {datetime.date.today()}, load at the start {load:.2f}")
    print(f"- mgunzip: {first_line(mgunzip, '--version')}")
    for command in sorted(commands):
        print(f"- {Path(command).name}: {package_version(command)}")
    print(f"- {sizes[0]} -> {sizes[1]} bytes")
