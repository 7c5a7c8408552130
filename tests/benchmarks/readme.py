#!/usr/bin/env python3
"""Writes the tables of costs into README.md, from what run_time.py and compile_time.py measured (their --json files). Each
stands between `<!-- costs: NAME -->` and `<!-- /costs -->`."""
import json
import pathlib
import re
import subprocess
import sys

import figures
from compile import sources

readme = pathlib.Path(__file__).resolve().parent.parent.parent / "README.md"
CONTENDERS = {"mizzle": "mizzle", "sqlitecpp": "SQLiteCpp", "soci": "SOCI"}
WORKLOADS = {"insert_views": "insert of views", "in_list": "list"}  # others by their own name
COMPILERS = {"g++": "GCC", "clang++": "Clang"}


def run_time(results):
    """Instructions, as ratios to the code by hand."""
    head = ["", *(WORKLOADS.get(w, w.replace("_", " ")) for w in results)]
    rows = [[title, *(f"{r[c]['instructions'] / r['hand']['instructions']:.2f}" for r in results.values())]
            for c, title in CONTENDERS.items() if all(c in r for r in results.values())]
    return figures.table(head, rows)


def compile_time(results):
    """Seconds at -O0, as multiples of the unit's."""
    few, most = 25, sources.STATEMENTS[-1]
    unlike = sources.UNLIKE
    head = ["", "include", "1 statement", "100", str(most), "each further one", "each further one with a row type of its own",
            f"schema of {sources.MANY_TABLES} tables"]
    rows = []
    for where, by_name in results["compilers"].items():
        compiler, level = where.split()
        if level != "-O0":
            continue
        units = {name: figure["seconds"] / by_name["unit"]["seconds"] for name, figure in by_name.items()}
        version = subprocess.run([compiler, "-dumpversion"], check=True, text=True, capture_output=True).stdout.split(".")[0]
        rows.append([f"{COMPILERS[compiler.split('-')[0]]} {version.strip()}, `{level}`",
                     *(f"{units[name]:.1f}" for name in ("include", "statements_1", "statements_100", f"statements_{most}")),
                     f"{(units[f'statements_{most}'] - units[f'statements_{few}']) / (most - few):.3f}",
                     f"{(units[f'unlike_{unlike[1]}'] - units[f'unlike_{unlike[0]}']) / (unlike[1] - unlike[0]):.3f}",
                     f"{units['many_tables']:.1f}"])
    return figures.table(head, rows)


def main():
    text = readme.read_text()
    for name, make, file in (("run time", run_time, sys.argv[1]), ("compile time", compile_time, sys.argv[2])):
        pattern = rf"(<!-- costs: {name} -->\n).*?(\n<!-- /costs -->)"
        table = make(json.loads(pathlib.Path(file).read_text()))
        text, count = re.subn(pattern, lambda m: m.group(1) + table + m.group(2), text, flags=re.S)
        if count != 1:
            sys.exit(f"README.md has no place for the costs: {name}")
    readme.write_text(text)


if len(sys.argv) != 3:
    sys.exit(f"usage: {sys.argv[0]} RUN_TIME.json COMPILE_TIME.json")
main()
