#!/usr/bin/env python3
"""usage: count_by_dask.py FILE SIZE [SCHEDULER]

Counts lines and words of an indexed gzip file in parts of SIZE, by Dask: on the
workers of SCHEDULER, such as tcp://host:8786, or on two processes of this
machine. FILE and its index have to be seen by all workers under the same names.
Prints lines, words, bytes and CRC-32 of the whole, after these were compared with
FILE. Dask repeats a task that fails, or whose worker was lost.
"""

import json
import os
import subprocess
import sys

from combine_parts import check, combine


def count_part(program, path, begin, count):
    """Of the lines that begin there: lines, words, bytes and CRC-32."""
    done = subprocess.run(
        [program, "--stats=json", "--whole-lines", f"--bytes={begin}+{count}", "--",
         path], capture_output=True, check=True)
    facts = json.loads(done.stderr.splitlines()[0])
    return (done.stdout.count(b"\n"), len(done.stdout.split()), facts["bytes"],
            facts["crc32"])


def main():
    from distributed import Client, LocalCluster

    path, split_size = os.path.abspath(sys.argv[1]), sys.argv[2]
    program = os.environ.get("MGUNZIP", "mgunzip")
    plan = subprocess.run([program, f"--splits={split_size}", "--", path],
                          stdout=subprocess.PIPE, check=True, text=True).stdout
    parts = [line.split("\t") for line in plan.splitlines()]
    where = sys.argv[3] if len(sys.argv) > 3 else LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
    with Client(where) as client:
        tasks = [client.submit(count_part, program, path, part[1], part[2], retries=3,
                               pure=False) for part in parts]
        counts = client.gather(tasks)
    lines = words = size = crc = 0
    for part_lines, part_words, part_size, part_crc in counts:
        lines += part_lines
        words += part_words
        size += part_size
        crc = combine(crc, part_crc, part_size)
    check(path, crc, size)
    print(lines, words, size, f"{crc:08x}")


if __name__ == "__main__":
    main()
