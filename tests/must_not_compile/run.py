#!/usr/bin/env python3
"""Compiles each case and expects the failure that it states, in mizzle's own words.

A case is a .cpp file: the text before the first "// case:" line is common; each "// case: name" begins one program, the
line after it, "// error: text", is what the compiler's output must contain; a line "// flags: ..." between the two gives
further options, and has the program compiled to its object code. The common part alone must compile.

On every compiler the output has the sentence, one error, and at most 25 lines, or as many as a line "// lines: n" before the
"// error:" grants, where the language gives the library no say. The sentence stands in it as GCC shows it; as
Clang does before version 15, as characters of a template, 'm', 'i', 'z'; or as Clang does later, in pieces:
piece<24UL>{"mizzle: where(): column "}, piece<31UL>{"posts.title needs table posts, "}.
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
parser.add_argument("--only", metavar="PATTERN", default="", help="the cases whose name, file.case, has this regular expression in it")
parser.add_argument("--show", action="store_true", help="print the compiler's output for each case")
given = parser.parse_args()
MOST_LINES = 25


def read_sentences(output):
    """The output with the sentences in it as texts."""
    output = output.replace('\\"', '"').replace("\\'", "'")
    output = re.sub(r"(?:'.'(?:, )?){8,}", lambda m: "".join(re.findall(r"'(.)'", m[0])), output)
    return re.sub(r'(?:piece<\d+U?L*>\{".*?"\}(?:, )?)+', lambda m: "".join(re.findall(r'piece<\d+U?L*>\{"(.*?)"\}', m[0])), output)


def compile_text(text, flags):
    with tempfile.NamedTemporaryFile("w", suffix=".cpp") as file:
        file.write(text)
        file.flush()
        return subprocess.run([given.compiler, "-std=c++20", *(["-c", "-o", os.devnull, *flags] if flags else ["-fsyntax-only"]), f"-I{given.include}", file.name],
                              text=True, capture_output=True)


def check(case):
    name, text, wanted, flags, most_lines = case
    result = compile_text(text, flags)
    problems = []
    if wanted is None:
        if result.returncode != 0:
            problems.append("the common part does not compile:\n" + result.stderr)
        return name, problems, ""
    output = read_sentences(result.stderr)
    errors = sum(": error: " in line for line in output.splitlines())
    lines = len(output.splitlines())
    if result.returncode == 0:
        problems.append("it compiles")
    elif wanted not in output:
        problems.append(f'the output does not contain "{wanted}":\n' + output[:3000])
    elif errors != 1:
        problems.append(f"the output has {errors} errors:\n" + "\n".join(re.findall(r"error: .{,200}", output)))
    if lines > most_lines:
        problems.append(f"the output has {lines} lines, more than {most_lines}")
    return name, problems, output


cases = []
for path in sorted(pathlib.Path(__file__).parent.glob("*.cpp")):
    common, *parts = re.split(r"^// case: *", path.read_text(), flags=re.M)
    cases.append((path.stem, common, None, [], 0))
    for part in parts:
        name, flags, lines, error, body = re.match(r"(\S+)\n(?:// flags: ([^\n]+)\n)?(?:// lines: (\d+)\n)?// error: ([^\n]+)\n(.*)", part, re.S).groups()
        cases.append((f"{path.stem}.{name}", common + body, error, (flags or "").split(), int(lines or MOST_LINES)))
cases = [case for case in cases if re.search(given.only, case[0])]

failed = 0
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    for name, problems, output in pool.map(check, cases):
        print("ok    " if not problems else "FAILED", name)
        if given.show:
            print(output)
        for problem in problems:
            print("       ", problem)
        failed += bool(problems)
print(f"{len(cases) - failed} passed, {failed} failed")
sys.exit(failed != 0)
