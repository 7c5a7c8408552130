#!/usr/bin/env python3
"""Measures what mizzle costs a compiler: time, memory, object code and template instantiations.

Time and memory are given in units: one unit is what a file takes that includes only sqlite3.h, string, vector and optional,
measured with the same compiler and level in the same run. All files are compiled in turn in several rounds, and the least of
each counts. Instantiations do not depend on the machine, so that they can be checked; they are counted in Clang's time trace.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import figures
from compile import plot, sources

root = pathlib.Path(__file__).resolve().parent.parent.parent
COMPILERS = ["g++", "clang++-14", "clang++-19"]
LEVELS = ["-O0", "-O2"]
ROUNDS = 3  # how often each file is compiled
COUNTER = "clang++-14"  # the one that counts instantiations
QUICK = ["unit", "include", "statements_1", "statements_25", "statements_100"]
COUNTED = ["include", "statements_1", "statements_25", "statements_100", "wide_table", "many_tables", "many_tables_read",
           *(f"unlike_{n}" for n in sources.UNLIKE)]
TITLES = {"include": "include", "statements_1": "1 statement", "statements_25": "25", "statements_100": "100", "statements_300": "300",
          "wide_table": f"table of {sources.WIDE_COLUMNS} columns", "many_tables": f"{sources.MANY_TABLES} tables",
          "many_tables_read": f"{sources.MANY_TABLES} tables, each read into structs",
          **{f"unlike_{n}": f"{n} of unlike types" for n in sources.UNLIKE}}
SLOPES = {"further_statement": "each further statement", "further_unlike": "each further of unlike types"}


def compile_file(compiler, source, *options):
    """Seconds of the processor, the most memory in MB and the size of the object code in KB."""
    object_file = source.with_suffix(".o")
    command = [compiler, "-std=c++20", f"-I{root}/include", *options, "-c", str(source), "-o", str(object_file)]
    child = subprocess.Popen(command)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{compiler} cannot compile {source.name}")
    code, data = subprocess.run(["size", object_file], check=True, text=True, capture_output=True).stdout.splitlines()[1].split()[:2]
    return {"seconds": usage.ru_utime + usage.ru_stime, "megabytes": usage.ru_maxrss / 1024, "kilobytes": (int(code) + int(data)) / 1024}


def measure(folder, compilers, levels, names, rounds):
    """The least of each figure by compiler and level, and by source."""
    results = {(c, level): {} for c in compilers for level in levels}
    for _ in range(rounds):
        for (compiler, level), by_name in results.items():
            for name in names:
                now = compile_file(compiler, folder / f"{name}.cpp", level)
                before = by_name.get(name, now)
                by_name[name] = {figure: min(value, before[figure]) for figure, value in now.items()}
    return results


def further(values):
    """What each further statement adds, from 25 statements to the most there are; values by source."""
    counts = [n for n in sources.STATEMENTS if f"statements_{n}" in values and n >= 25]
    return (values[f"statements_{counts[-1]}"] - values[f"statements_{counts[0]}"]) / (counts[-1] - counts[0])


def further_unlike(values):
    """The same where no two statements yield the same types, so that nothing is shared."""
    few, many = sources.UNLIKE
    return (values[f"unlike_{many}"] - values[f"unlike_{few}"]) / (many - few)


def in_units(by_name, figure):
    return {name: r[figure] / by_name["unit"][figure] for name, r in by_name.items()}


def count_instantiations(folder):
    counts = {}
    for name in COUNTED:
        source = folder / f"{name}.cpp"
        compile_file(COUNTER, source, "-O0", "-ftime-trace", "-ftime-trace-granularity=0")
        trace = source.with_suffix(".json").read_bytes()
        counts[name] = sum(trace.count(b'"name":"Instantiate%s"' % kind) for kind in (b"Class", b"Function"))
    return counts | {"further_statement": round(further(counts), 1), "further_unlike": round(further_unlike(counts), 1)}


def limits(results):
    """Each limit with what was measured: what it limits, where, the figure, the limit, both with their unit."""
    for (compiler, level), by_name in results.items():
        where, units = f"{compiler} {level}", in_units(by_name, "seconds")
        if level == "-O0":
            gcc = compiler.startswith("g++")
            yield "include", where, units["include"], 2.2 if gcc else 2.0, "units"
            yield SLOPES["further_statement"], where, further(units), 0.05 if gcc else 0.03, "units"
            if f"unlike_{sources.UNLIKE[-1]}" in units:
                yield SLOPES["further_unlike"], where, further_unlike(units), 0.085 if gcc else 0.04, "units"
            if "many_tables" in units:
                yield TITLES["many_tables"], where, units["many_tables"], 8, "units"
        if level == "-O2":
            yield "object code of a statement", where, further({n: r["kilobytes"] for n, r in by_name.items()}), 1.5, "KB"
        if "statements_300" in by_name:
            yield "memory for 300 statements", where, by_name["statements_300"]["megabytes"], 600, "MB"


def figure_table(results, figures_of, form, last):
    """One row for each compiler and level, one column for each source, and one for a further statement."""
    names = [n for n in TITLES if n in next(iter(results.values()))]
    slopes = {SLOPES["further_statement"]: further}
    if f"unlike_{sources.UNLIKE[-1]}" in names:
        slopes[SLOPES["further_unlike"]] = further_unlike
    rows = []
    for (compiler, level), by_name in results.items():
        values = figures_of(by_name)
        rows.append([f"{compiler} {level}", *(format(values[n], form) for n in names), *(format(f(values), last) for f in slopes.values())])
    return figures.table(["", *(TITLES[n] for n in names), *slopes], rows)


def report(results, counts, plots):
    text = "# Compile time\n\nOne unit is a file that includes only sqlite3.h, string, vector and optional. Every statement is another type.\n"
    if results:
        text += f"\n## Time, in units\n\n{figure_table(results, lambda r: in_units(r, 'seconds'), '.2f', '.3f')}\n"
        text += "".join(f"\n![{plot}]({plot})\n" for plot in plots if "time" in plot)
        text += f"\n## Memory, in units\n\n{figure_table(results, lambda r: in_units(r, 'megabytes'), '.2f', '.4f')}\n"
        text += "".join(f"\n![{plot}]({plot})\n" for plot in plots if "memory" in plot)
        text += f"\n## Object code, KB\n\n{figure_table(results, lambda r: {n: v['kilobytes'] for n, v in r.items()}, '.0f', '.2f')}\n"
        rows = [[what, where, f"{now:.3g} {unit}", f"{most:g} {unit}", "yes" if now <= most else "**no**"]
                for what, where, now, most, unit in sorted(limits(results), key=lambda limit: limit[0])]
        text += f"\n## Limits\n\n{figures.table(['', '', 'measured', 'limit', 'met'], rows)}\n"
    if counts:
        head = [(TITLES | SLOPES)[name] for name in counts]
        text += f"\n## Template instantiations\n\n{figures.table(head, [[f'{count:g}' for count in counts.values()]])}\n"
    return text


def write_plots(results, folder):
    """The names of the plots: time and memory against the number of statements; none stands for the include alone."""
    sizes = {0: "include"} | {n: f"statements_{n}" for n in sources.STATEMENTS}
    names = []
    for name, figure, title in (("compile_time.svg", "seconds", "Time of compilation"), ("compile_memory.svg", "megabytes", "Memory of the compiler")):
        lines = {}
        for where, by_name in results.items():
            units = in_units(by_name, figure)
            lines[where] = [(n, units[source]) for n, source in sizes.items() if source in units]
        pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
        pathlib.Path(folder, name).write_text(plot.line_plot(title, "different statements in one file", "units", lines))
        names.append(name)
    return names


def check(counts):
    for name, committed in figures.read("compile_time").items():
        count = counts[name]
        if count > committed["instantiations"] * figures.ROOM:
            yield f"{name}: {count:g} template instantiations; the committed figure is {committed['instantiations']:g}"


def installed(compilers):
    for missing in (c for c in compilers if not shutil.which(c)):
        print(f"{missing} is not installed", file=sys.stderr)
    return [c for c in compilers if shutil.which(c)]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", metavar="FOLDER", type=pathlib.Path, help="where to write the report, the plots and all figures")
    options.add_argument("--quick", action="store_true", help="only -O0, fewer files, and each once")
    options.add_argument("--gate", action="store_true", help="only count instantiations, and fail if there are more than the committed figures allow")
    options.add_argument("--record", action="store_true", help="only count instantiations, and commit them")
    given = options.parse_args()
    counts_only = given.gate or given.record
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for name, text in sources.all_sources().items():
            (folder / f"{name}.cpp").write_text(text)
        results = {}
        if not counts_only:
            levels, names, rounds = (LEVELS[:1], QUICK, 1) if given.quick else (LEVELS, list(sources.all_sources()), ROUNDS)
            results = measure(folder, installed(COMPILERS), levels, names, rounds)
        counts = count_instantiations(folder) if installed([COUNTER]) else {}
    if counts_only and not counts:
        sys.exit(f"instantiations are counted with {COUNTER}")
    plots = write_plots(results, given.out) if given.out and results else []
    text = report(results, counts, plots)
    print(text)
    if given.out:
        times = {" ".join(where): by_name for where, by_name in results.items()}
        figures.report(given.out, "compile_time", text, {"compilers": times, "instantiations": counts})
    if given.record:
        figures.write("compile_time", {name: {"instantiations": count} for name, count in counts.items()})
    complaints = list(check(counts)) if given.gate else []
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)


main()
