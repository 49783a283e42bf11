# SPDX-License-Identifier: BSL-1.0
"""The situations in which programs are timed: what lies in the folder, what is
removed before a run, and when an output is right."""

import filecmp
import gzip
import os
import shutil
import subprocess
from pathlib import Path

from .names import DAMAGED, INPUT, OUTPUT, REFERENCE
from .processes import Command, last_words, run, run_for_memory


class Unfit(Exception):
    """Why a program has no time in a case."""


def expect_success(result):
    if result.status != 0:
        words = last_words()
        raise Unfit(
            f"status {result.status}" + (f", {words}" if words else "")
        )


def expect_equal(output, reference):
    if subprocess.run(["cmp", "-s", output, reference]).returncode != 0:
        raise Unfit("wrong output")


class NoInput(Exception):
    """Why the file that was given is not one to measure with."""


class Case:
    """One of them. All paths are relative to `folder`, which is the current
    folder in each of the functions below."""

    files = 1  # in one call

    def __init__(self, name, folder, size):
        self.name = name
        self.folder = folder
        self.bytes = size  # of each output

    def command(self, program):
        return program.command(self.name)

    def shown(self, command):
        return command.shown()

    def remove_output(self):
        Path(OUTPUT).unlink(missing_ok=True)

    def check(self, command):
        """Runs it, and returns the peak of its memory in KiB (None: not known)
        if the output is right."""
        self.remove_output()
        result, memory = run_for_memory(command)
        expect_success(result)
        expect_equal(OUTPUT, REFERENCE)
        return memory


class PipeCase(Case):
    def check(self, command):
        return super().check(command.with_stdout(OUTPUT))


class TestCase(Case):
    """Nothing is written; a wrong CRC must be found."""

    def check(self, command):
        result, memory = run_for_memory(command)
        expect_success(result)
        damaged = Command([*command.arguments[:-1], DAMAGED])
        if run(damaged).status == 0:
            raise Unfit("does not find a wrong CRC")
        return memory


class ManyCase(Case):
    """Many inputs in one call."""

    def __init__(self, name, folder, size, names):
        super().__init__(name, folder, size)
        self.names = names
        self.files = len(names)

    def command(self, program):
        return program.command(self.name, self.names)

    def shown(self, command):
        count = len(self.names)
        words = command.arguments[: len(command.arguments) - count]
        last = command.arguments[-1].replace(self.names[-1], "*")
        return f"{Command(words).shown()} {last}"

    def remove_output(self):
        for name in self.names:
            Path(name).unlink(missing_ok=True)

    def check(self, command):
        self.remove_output()
        result, memory = run_for_memory(command)
        expect_success(result)
        _, wrong, missing = filecmp.cmpfiles(
            ".", REFERENCE, self.names, shallow=False
        )
        filecmp.clear_cache()
        count = len(self.names)
        if wrong:
            raise Unfit(f"wrong output for {len(wrong)} of {count} files")
        if missing:
            raise Unfit(f"no output for {len(missing)} of {count} files")
        return memory


def make_large(folder, source):
    """`source` and what comes of it, for all cases with one large file."""
    folder.mkdir()
    shutil.copyfile(source, folder / INPUT)
    with (folder / REFERENCE).open("wb") as reference:
        # The programs in question are compared with gzip.
        words = ["gzip", "-dc", folder / INPUT]
        done = subprocess.run(words, stdout=reference, stderr=subprocess.PIPE)
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip()
        why = why.replace(str(folder / INPUT), str(source))
        raise NoInput(f"{source} is no gzip file that gzip can decode: {why}")
    shutil.copyfile(folder / INPUT, folder / DAMAGED)
    with (folder / DAMAGED).open("r+b") as damaged:
        crc_offset = -8
        damaged.seek(crc_offset, os.SEEK_END)
        byte = damaged.read(1)
        damaged.seek(crc_offset, os.SEEK_END)
        damaged.write(bytes([byte[0] ^ 1]))


def pieces(path, count, size):
    """Parts of a file, from its begin to its end; the parts of a short file
    overlap."""
    room = max(0, path.stat().st_size - size)
    with path.open("rb") as file:
        for number in range(count):
            file.seek(room * number // count)
            yield file.read(size)


def make_many(folder, reference, count, size):
    """Returns the names of the outputs, which REFERENCE has already."""
    (folder / REFERENCE).mkdir(parents=True)
    names = [f"{number:06}" for number in range(count)]
    for name, content in zip(names, pieces(reference, count, size)):
        (folder / REFERENCE / name).write_bytes(content)
        (folder / f"{name}.gz").write_bytes(
            gzip.compress(content, 6, mtime=0)
        )
    return names


def make_start(folder, reference, size):
    folder.mkdir()
    content = next(pieces(reference, 1, size))
    (folder / REFERENCE).write_bytes(content)
    (folder / INPUT).write_bytes(gzip.compress(content, 6, mtime=0))


def make_cases(large, arguments, is_wanted):
    """The cases that are wanted; makes the folders of small files beside
    `large`, which is there already."""
    count, size = arguments.small_count, arguments.small_size
    large_size = (large / REFERENCE).stat().st_size
    cases = [
        Case("file", large, large_size),
        Case("stdin", large, large_size),
        PipeCase("pipe", large, large_size),
        TestCase("test", large, large_size),
    ]
    if is_wanted("many"):
        many = large.parent / "many"
        names = make_many(many, large / REFERENCE, count, size)
        cases.append(ManyCase("many", many, size, names))
    if is_wanted("start"):
        start = large.parent / "start"
        make_start(start, large / REFERENCE, size)
        cases.append(Case("start", start, size))
    return [case for case in cases if is_wanted(case.name)]
