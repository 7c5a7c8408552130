#!/usr/bin/env python3
"""Compiles each case and expects the failure that it states, in mizzle's own words.

A case is a .cpp file: the text before the first "// case:" line is common; each "// case: name" begins one program, the
line after it, "// error: text", is what the compiler's output must contain; a line "// flags: ..." between the two gives
further options, and has the program compiled to its object code. The common part alone must compile.
On GCC the whole output of a case may have at most 25 lines.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument("--compiler", required=True)
parser.add_argument("--include", required=True)
parser.add_argument("--show", help="print the compiler's output for this case")
given = parser.parse_args()
is_gcc = "clang" not in subprocess.run([given.compiler, "--version"], text=True, capture_output=True).stdout
MOST_LINES = 25


def compile_text(text, flags):
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as file:
        file.write(text)
        file.flush()
        return subprocess.run([given.compiler, "-std=c++20", *(["-c", "-o", os.devnull, *flags] if flags else ["-fsyntax-only"]), f"-I{given.include}", file.name],
                              text=True, capture_output=True)


def check(case):
    name, text, wanted, flags = case
    result = compile_text(text, flags)
    if given.show == name:
        print(result.stderr)
    if wanted is None:
        return name, [] if result.returncode == 0 else ["the common part does not compile:\n" + result.stderr]
    problems = []
    if result.returncode == 0:
        problems.append("it compiles")
    # Long messages of the compiler are wrapped in template arguments; quotes are escaped there.
    # Clang does not show text in template arguments; there the assertion itself must be mizzle's.
    elif wanted not in result.stderr.replace('\\"', '"') and not (not is_gcc and re.search(r'error: static_assert(ion)? failed.*mizzle: ', result.stderr)):
        problems.append(f'the output does not contain "{wanted}":\n' + result.stderr[:3000])
    lines = len(result.stderr.splitlines())
    if is_gcc and lines > MOST_LINES:
        problems.append(f"the output has {lines} lines, more than {MOST_LINES}")
    return name, problems


cases = []
for path in sorted(pathlib.Path(__file__).parent.glob("*.cpp")):
    common, *parts = re.split(r"^// case: *", path.read_text(), flags=re.M)
    cases.append((path.stem, common, None, []))
    for part in parts:
        name, flags, error, body = re.match(r"(\S+)\n(?:// flags: ([^\n]+)\n)?// error: ([^\n]+)\n(.*)", part, re.S).groups()
        cases.append((f"{path.stem}.{name}", common + body, error, (flags or "").split()))

failed = 0
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for name, problems in pool.map(check, cases):
        print("ok    " if not problems else "FAILED", name)
        for problem in problems:
            print("       ", problem)
        failed += bool(problems)
print(f"{len(cases) - failed} passed, {failed} failed")
sys.exit(failed != 0)
