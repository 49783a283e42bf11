# SPDX-License-Identifier: BSL-1.0
"""Counts the calls that move data, with strace."""

import re
import shlex
import shutil
import subprocess
import sys

from .names import INPUT, OUTPUT, REFERENCE

WRITE_SIZE = 32768  # of mgunzip's writes to pipes and standard output


def traced_calls(command, folder, stdin, stdout):
    """The lines that strace prints for the calls that move data."""
    calls = (
        "read,pread64,readv,write,pwrite64,writev,copy_file_range,"
        "splice,vmsplice,sendfile"
    )
    logs = folder / "strace"
    logs.mkdir()
    # One file per thread, where no call is broken into two lines.
    strace = ["strace", "-ff", "-y", "-o", logs / "log"]
    subprocess.run(
        [*strace, "-e", f"trace={calls}", *command],
        cwd=folder,
        stdin=stdin,
        stdout=stdout,
        check=True,
    )
    lines = []
    for log in logs.iterdir():
        lines += log.read_text(errors="replace").splitlines()
    shutil.rmtree(logs)
    # Besides calls there are lines about signals and exits.
    return [line for line in lines if re.match(r"\w+\(", line)]


def count_stdout_writes(label, command, folder):
    with (folder / OUTPUT).open("wb") as output:
        lines = traced_calls(command, folder, subprocess.DEVNULL, output)
    if subprocess.run(["cmp", OUTPUT, REFERENCE], cwd=folder).returncode != 0:
        sys.exit(f"{label}: wrong output")
    writes = [line for line in lines if re.match(r"p?write\w*\(1<", line)]
    whole = [line for line in writes if line.endswith(f" = {WRITE_SIZE}")]
    print(
        f"| {label} | `{shlex.join([label, *command[1:]])} > {OUTPUT}` "
        f"| {len(writes)} | {len(whole)} |"
    )


def count_calls(mgunzip, folder):
    """`folder` has INPUT and REFERENCE."""
    size = (folder / REFERENCE).stat().st_size
    print(
        f"\n{size} bytes in writes of {WRITE_SIZE} are "
        f"{-(-size // WRITE_SIZE)} writes.\n"
    )
    print(f"| | command | writes to descriptor 1 | of {WRITE_SIZE} bytes |")
    print("| --- | --- | --- | --- |")
    for label, command in (
        ("mgunzip", [mgunzip, "-c", INPUT]),
        ("pigz", ["pigz", "-dc", INPUT]),
        ("gzip", ["gzip", "-dc", INPUT]),
    ):
        if shutil.which(command[0]):
            count_stdout_writes(label, command, folder)

    (folder / OUTPUT).unlink()
    lines = traced_calls(
        [mgunzip, "-k", INPUT], folder, subprocess.DEVNULL, subprocess.DEVNULL
    )
    # An output without a name shows as the name of its folder and a number.
    naming = [line for line in lines if str(folder.resolve()) in line]
    print(
        f"\n`mgunzip -k {INPUT}`, file to file: {len(lines)} such calls in "
        f"all, {len(naming)} on the input or the output."
    )
