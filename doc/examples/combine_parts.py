#!/usr/bin/env python3
"""usage: combine_parts.py FILE RESULTS

Adds up what count_part has left in RESULTS, for each line of RESULTS/plan, and
proves that the parts are the whole: their sizes and CRC-32 make those of FILE.
Prints lines, words, bytes and CRC-32.
"""

import json
import os
import pathlib
import subprocess
import sys

POLYNOMIAL = 0xEDB88320


def multiply(a, b):
    """The product of two polynomials modulo CRC-32's, lowest power first."""
    product = 0
    for bit in range(31, -1, -1):
        if a >> bit & 1:
            product ^= b
        b = b >> 1 ^ (POLYNOMIAL if b & 1 else 0)
    return product


def combine(first, second, size):
    """CRC-32 of two pieces of data behind each other; `size` is the second's."""
    power, square = 1 << 31, 1 << 23  # 1, and x to the 8th
    while size:
        if size & 1:
            power = multiply(power, square)
        square = multiply(square, square)
        size >>= 1
    return multiply(power, first) ^ second


def stated(path):
    """CRC-32 and size, modulo 2 to the 32nd, that the last trailer states."""
    with open(path, "rb") as file:
        file.seek(-8, os.SEEK_END)
        trailer = file.read()
    return int.from_bytes(trailer[:4], "little"), int.from_bytes(trailer[4:], "little")


def decoded(path):
    """CRC-32 and size of the output of all members."""
    program = os.environ.get("MGUNZIP", "mgunzip")
    done = subprocess.run([program, "-t", "--bytes=0+", "--stats=json", "--", path],
                          capture_output=True, check=True, text=True)
    facts = json.loads(done.stderr.splitlines()[0])
    return facts["crc32"], facts["bytes"]


def check(path, crc, size):
    """Ends the program unless these are CRC-32 and size of the whole output."""
    # With several members the last trailer is only that of the last one.
    if (crc, size % 2**32) != stated(path) and (crc, size) != decoded(path):
        sys.exit(f"{path}: the parts are not the whole")


def main():
    path, results = sys.argv[1], pathlib.Path(sys.argv[2])
    lines = words = size = crc = 0
    for part in (results / "plan").read_text().splitlines():
        counts = (results / (part.split("\t")[0] + ".part")).read_text().split()
        lines += int(counts[0])
        words += int(counts[1])
        size += int(counts[2])
        crc = combine(crc, int(counts[3]), int(counts[2]))
    check(path, crc, size)
    print(lines, words, size, f"{crc:08x}")


if __name__ == "__main__":
    main()
