#!/usr/bin/env python3
"""Prints what mizzle costs a compiler, in units of a file that includes only sqlite3.h, string, vector and optional.

Two figures for each compiler, at -O0: the include alone, and one more distinct join-select of three columns with its
execution. All files are compiled in turn, several rounds; the smallest time of each counts.
"""
import itertools
import pathlib
import resource
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent.parent
UNIT = "#include <sqlite3.h>\n#include <string>\n#include <vector>\n#include <optional>\n"
TYPES = ["std::int64_t", "std::string", "double", "std::optional<std::string>"]
STATEMENTS, ROUNDS = 60, 5


def schema():
    lines = ["#include <mizzle/mizzle.hpp>", "namespace mz = mizzle;", "std::size_t sink;"]
    for t in range(10):
        columns = "".join(f'  mz::column<As, "c{c}", {TYPES[c % 4]}> c{c}{{}};\n' for c in range(1, 10))
        lines.append(f'template <class As> struct T{t} {{\n  mz::column<As, "id", std::int64_t, mz::primary_key> id{{}};\n{columns}}};\n'
                     f'inline constexpr mz::table<"t{t}", T{t}> t{t}{{}};')
    return lines


def program(count):
    lines = schema()
    names = [f"c{c}" for c in range(1, 10)] + ["id"]
    pairs = [p for p in itertools.product(range(10), repeat=2) if p[0] != p[1]]
    for i in range(count):
        a, b = pairs[i % 90]
        x, y, z = names[i % 10], names[(i * 3 + 1) % 10], names[(i * 7 + 1) % 10]
        lines.append(f"void f{i}(mz::sqlite::connection& db, std::int64_t v) {{\n"
                     f"  auto rows = db.all(mz::select(t{a}.{x}, t{a}.{y}, t{b}.{z}).from(t{a}).inner_join(t{b}, t{b}.id == t{a}.c4).where(t{a}.id > v && t{b}.c8 != v));\n"
                     f"  sink += rows.size();\n}}")
    return "\n".join(lines) + "\n"


def seconds(compiler, file):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([compiler, "-std=c++20", "-O0", "-c", f"-I{root}/include", file, "-o", "/dev/null"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as folder:
    files = {"unit": UNIT, "include": "#include <mizzle/mizzle.hpp>\n", "one": program(1), "many": program(1 + STATEMENTS)}
    for name, text in files.items():
        pathlib.Path(folder, name + ".cpp").write_text(text)
    for compiler in sys.argv[1:] or ["g++", "clang++"]:
        best = {name: float("inf") for name in files}
        for _ in range(ROUNDS):
            for name in files:
                best[name] = min(best[name], seconds(compiler, f"{folder}/{name}.cpp"))
        each = (best["many"] - best["one"]) / STATEMENTS
        print(f"{compiler}: one unit {best['unit']:.2f} s; include {best['include'] / best['unit']:.2f} units; "
              f"each further statement {each / best['unit']:.3f} units ({each * 1000:.1f} ms)")
