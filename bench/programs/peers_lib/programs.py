# SPDX-License-Identifier: BSL-1.0
"""Which programs take part, and their arguments for each job."""

import os
import re
import shlex
import shutil
import subprocess

from .names import INPUT, OUTPUT, REFERENCE
from .processes import Command

MGUNZIP = "mgunzip"  # the label that the others are compared with


class Program:
    """Arguments that make OUTPUT of INPUT, that write to standard output, and
    that check; None where the program does not do that. It has no part in the
    cases that are named in `without`."""

    def __init__(
        self,
        label,
        *words,
        to_file=None,
        to_stdout=None,
        test=None,
        without=(),
    ):
        self.label = label
        self.words = list(words)
        self.without = without
        self.arguments = {
            "file": to_file,
            "stdin": to_stdout,
            "pipe": to_stdout,
            "test": test,
            "many": to_file,
            "start": to_file,
        }

    def command(self, case, names=()):
        """What is to be run in a case, None if nothing; `names` are the many
        outputs."""
        arguments = self.arguments[case]
        if arguments is None or case in self.without:
            return None
        words = [*self.words, *arguments]
        if case == "stdin":
            return Command(words, stdin=INPUT, stdout=OUTPUT)
        if case == "many":
            return Command([*words, *(f"{name}.gz" for name in names)])
        return Command([*words, INPUT], piped=case == "pipe")


class Copy(Program):
    """Writes what is decompressed already: what writing alone costs."""

    LABEL = "copy of the result"

    def __init__(self):
        super().__init__(self.LABEL, "cp")

    def command(self, case, names=()):
        return {
            "file": Command(["cp", REFERENCE, OUTPUT]),
            "stdin": Command(["cat"], stdin=REFERENCE, stdout=OUTPUT),
            "pipe": Command(["cat", REFERENCE], piped=True),
            "many": Command(
                ["cp", "-t", ".", *(f"{REFERENCE}/{name}" for name in names)]
            ),
            "start": Command(["cp", REFERENCE, OUTPUT]),
        }.get(case)


class Template(Program):
    """The user's command. With {in} and {out} it makes a file of a file, with
    {in} alone it writes to standard output, with neither it also reads
    standard input."""

    def __init__(self, label, text):
        words = shlex.split(text)
        if not words:
            raise ValueError("no command")
        found = shutil.which(words[0])
        if not found:
            raise ValueError(f"{words[0]} is not installed")
        # The current folder will be another one.
        super().__init__(label, os.path.abspath(found), *words[1:])
        self.has_input = "{in}" in text
        self.has_output = "{out}" in text
        if self.has_output and not self.has_input:
            raise ValueError("{out} without {in}")

    def command(self, case, names=()):
        filled = [
            word.replace("{in}", INPUT).replace("{out}", OUTPUT)
            for word in self.words
        ]
        if self.has_output:
            return Command(filled) if case in ("file", "start") else None
        if case == "pipe":
            stdin = None if self.has_input else INPUT
            return Command(filled, stdin=stdin, piped=True)
        if case == "stdin" and not self.has_input:
            return Command(filled, stdin=INPUT, stdout=OUTPUT)


def like_gzip(label, *words, **others):
    arguments = {"to_file": ["-dk"], "to_stdout": ["-dc"], "test": ["-t"]}
    return Program(label, *words, **(arguments | others))


def mgunzip_variants(path):
    """The defaults, and what else this mgunzip can be told to do."""
    usage = subprocess.run([path, "--help"], capture_output=True, text=True)
    yield Program(
        MGUNZIP, path, to_file=["-k"], to_stdout=["-c"], test=["-t"]
    )
    if re.search(r"^\s*-T\b", usage.stdout, re.M):
        yield Program(
            f"{MGUNZIP} -T 1",
            path,
            "-T1",
            to_file=["-k"],
            to_stdout=["-c"],
            test=["-t"],
            without=("many", "start"),
        )
    yield Program(f"{MGUNZIP} --io=write", path, to_file=["--io=write", "-k"])
    if re.search(r"--io=WAY.*\n?.*\bsplice\b", usage.stdout):
        yield Program(
            f"{MGUNZIP} --io=splice",
            path,
            to_stdout=["--io=splice", "-c"],
            without=("stdin",),  # it needs a pipe
        )


def all_programs(mgunzip):
    """In the order of the tables. INPUT must survive each of them."""
    return [
        *mgunzip_variants(mgunzip),
        # Does not look at the CRC unless it is told to.
        like_gzip(
            "rapidgzip",
            "rapidgzip",
            to_file=["-dk", "--verify"],
            to_stdout=["-dc", "--verify"],
            test=None,
            without=("many",),
        ),
        like_gzip("igzip", "igzip"),
        like_gzip("libdeflate-gzip", "libdeflate-gzip"),
        like_gzip("pigz", "pigz"),
        like_gzip("bgzip", "bgzip"),
        like_gzip(
            "zstd", "zstd", to_file=["-qdk"], to_stdout=["-qdc"], test=["-qt"]
        ),
        # Takes the output's name from the input's header.
        like_gzip(
            "7z",
            "7z",
            to_file=None,
            to_stdout=["e", "-so"],
            test=["t"],
            without=("stdin",),
        ),
        like_gzip("gzip", "gzip"),
        like_gzip(
            "busybox gunzip",
            "busybox",
            "gunzip",
            to_file=["-k"],
            to_stdout=["-c"],
        ),
        Copy(),
    ]


def installed(programs):
    return [each for each in programs if shutil.which(each.words[0])]
