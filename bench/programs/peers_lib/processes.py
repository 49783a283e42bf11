# SPDX-License-Identifier: BSL-1.0
"""Runs one command and tells what it used."""

import collections
import contextlib
import os
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

# Seconds. `status` is that of the program, not of the pipe's reader.
Run = collections.namedtuple("Run", "wall user system status")

# In the current folder: what the last command had to say, and what GNU time
# found out.
ERRORS = "errors"
MEMORY = "memory"

# Python ignores these, and children would inherit that.
DEFAULT_SIGNALS = [signal.SIGPIPE, signal.SIGXFSZ]


class Command:
    """What is typed, without a shell: arguments, the files that are standard
    input and output, or that standard output is a pipe to `cat`."""

    def __init__(self, arguments, stdin=None, stdout=None, piped=False):
        self.arguments = [str(each) for each in arguments]
        self.stdin = stdin
        self.stdout = stdout
        self.piped = piped

    def shown(self):
        name = Path(self.arguments[0]).name
        text = shlex.join([name, *self.arguments[1:]])
        if self.stdin:
            text += f" < {self.stdin}"
        if self.piped:
            return f"{text} | cat > {self.stdout or '/dev/null'}"
        return f"{text} > {self.stdout}" if self.stdout else text

    def with_prefix(self, *prefix):
        return Command(
            [*prefix, *self.arguments], self.stdin, self.stdout, self.piped
        )

    def with_stdout(self, name):
        return Command(self.arguments, self.stdin, name, self.piped)


def reading(path):
    return (os.POSIX_SPAWN_OPEN, 0, path or os.devnull, os.O_RDONLY, 0)


def writing(descriptor, path):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    return (os.POSIX_SPAWN_OPEN, descriptor, path or os.devnull, flags, 0o666)


def spawn(arguments, actions):
    return os.posix_spawnp(
        arguments[0],
        arguments,
        os.environ,
        file_actions=actions,
        setsigdef=DEFAULT_SIGNALS,
    )


def start(command, children):
    """Appends what it starts to `children`, the program first."""
    errors = writing(2, ERRORS)
    if not command.piped:
        actions = [reading(command.stdin), writing(1, command.stdout), errors]
        children.append(spawn(command.arguments, actions))
        return
    # The children have none of the ends but the one that is given to them.
    read_end, write_end = os.pipe()
    try:
        actions = [
            reading(command.stdin),
            (os.POSIX_SPAWN_DUP2, write_end, 1),
            errors,
        ]
        children.append(spawn(command.arguments, actions))
        actions = [
            (os.POSIX_SPAWN_DUP2, read_end, 0),
            writing(1, command.stdout),
        ]
        children.append(spawn(["cat"], actions))
    finally:
        os.close(read_end)
        os.close(write_end)


def run(command):
    """Runs it in the current folder, from the start to the end of all that
    belongs to it. Nothing is left running when an exception comes up."""
    children = []
    usages = []
    try:
        begin = time.perf_counter()
        start(command, children)
        while children:
            usages.append(os.wait4(children[0], 0))
            del children[0]
        wall = time.perf_counter() - begin
    except BaseException:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
        raise
    _, status, usage = usages[0]
    return Run(
        wall, usage.ru_utime, usage.ru_stime, os.waitstatus_to_exitcode(status)
    )


def last_words():
    """The first line that the last command wrote to standard error."""
    lines = Path(ERRORS).read_text(errors="replace").splitlines()
    return lines[0] if lines else ""


def run_for_memory(command):
    """Returns the run and the peak of resident memory in KiB, None without GNU
    time. Times of such a run do not count.

    A process starts with the peak of the one that made it, even through
    vfork and exec: 14 MB of Python's. GNU time is small."""
    gnu_time = shutil.which("time")
    if not gnu_time:
        return run(command), None
    result = run(command.with_prefix(gnu_time, "-f", "%M", "-o", MEMORY))
    # A line about the status may come first.
    return result, int(Path(MEMORY).read_text().split()[-1])


def first_line(*command):
    """What a command says first, None if there is no such command."""
    try:
        result = subprocess.run(command, capture_output=True, text=True)
    except OSError:
        return None
    lines = (result.stdout + result.stderr).splitlines()
    return lines[0] if lines else None
