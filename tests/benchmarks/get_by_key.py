#!/usr/bin/env python3
"""Prints how many instructions the plain `db.get(select by key)` takes, against a hand-kept sqlite3_stmt*.

Needs valgrind and g++. Instructions of two run lengths are subtracted, so that the set-up does not count.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent.parent


def instructions(program, contender, count):
    run = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, contender, str(count)],
                         check=True, text=True, capture_output=True)
    return int(re.search(r"Collected : (\d+)", run.stderr).group(1)), run.stdout


with tempfile.TemporaryDirectory() as folder:
    program = folder + "/get_by_key"
    subprocess.run(["g++", "-std=c++20", "-O2", "-DNDEBUG", f"-I{root}/include", str(root / "tests/benchmarks/get_by_key.cpp"), "-o", program, "-lsqlite3"], check=True)
    cost, sums = {}, {}
    for contender in ("hand", "mizzle"):
        few, _ = instructions(program, contender, 1000)
        many, sums[contender] = instructions(program, contender, 11000)
        cost[contender] = (many - few) / 10000
    if sums["hand"] != sums["mizzle"]:
        sys.exit("the results differ")
    ratio = cost["mizzle"] / cost["hand"]
    print(f"select by key: {cost['hand']:.0f} instructions by hand, {cost['mizzle']:.0f} by mizzle, ratio {ratio:.3f}")
    if "--most" in sys.argv and ratio > float(sys.argv[sys.argv.index("--most") + 1]):
        sys.exit("more than allowed")
