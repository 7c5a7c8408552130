#!/usr/bin/env python3
"""Compares what mizzle costs at run time with SQLite's C API and with other libraries.

Instructions are counted by callgrind, in memory, and heap allocations by the programs themselves; time is measured with
Google Benchmark, in memory and on a file. Results and table contents must be equal for all contenders. Everything is
reported as a ratio to the floor, `hand`: the C API with kept statements and the same settings. `hand_default` is the same
with the flags of sqlite3_open(), that is, with SQLite's own mutex. A mizzle_prepared does not exist: mizzle has no prepared
form besides the plain call.
"""
import argparse
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import figures

root = pathlib.Path(__file__).resolve().parent.parent.parent
CONTENDERS = ["hand", "hand_default", "prepare_each", "sqlitecpp", "soci", "mizzle"]
COUNT_ITEMS = 10000
ROUNDS = {  # how many operations are counted
    "insert": 2000, "insert_views": 2000, "bulk_insert": 1, "get": 3000, "scan": 2, "stream": 2, "join": 2, "update": 3000, "atomic": 1000, "in_list": 10,
    "optional_parts": 1000, "one_row": 20, "five_rows": 20, "list": 20, "long_list": 1, "built_list": 20, "labels": 20,
}
TIMED_ROUNDS = 5


def run_quietly(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        sys.exit("\n".join(line[:300] for line in done.stdout.splitlines()[-40:]))


def output_of(*command):
    return subprocess.run(command, check=True, text=True, capture_output=True)


def build(folder, contenders, timed):
    flags = ["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG", "-DMIZZLE_BENCHMARKS=ON", "-DMIZZLE_TESTS=OFF"]
    run_quietly("cmake", "-S", root, "-B", folder, *flags)
    names = output_of("cmake", "--build", folder, "--target", "help").stdout
    found = [c for c in contenders if re.search(rf"\bcount_{c}\b", names)]
    for missing in sorted(set(contenders) - set(found)):
        print(f"{missing}: its library is not installed", file=sys.stderr)
    targets = [f"count_{c}" for c in found] + [f"time_{c}" for c in found if timed]
    run_quietly("cmake", "--build", folder, "--target", *targets)
    programs = pathlib.Path(folder) / "tests/benchmarks"
    return found, programs


def count(programs, contender, workload):
    """Instructions, allocations and allocated bytes of one operation, and what it read and left behind."""
    rounds = ROUNDS[workload]
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
                 "--toggle-collect=measured_rounds*"]
    run = output_of(*callgrind, programs / f"count_{contender}", workload, str(rounds), str(COUNT_ITEMS))
    instructions = int(re.search(r"Collected : (\d+)", run.stderr).group(1))
    *digests, allocations, size, units = map(int, run.stdout.split())
    return {"instructions": instructions / units, "allocations": allocations / rounds, "allocated_bytes": size / rounds, "digests": digests}


def digests_on_file(programs, contender, workload):
    with tempfile.TemporaryDirectory() as folder:
        return output_of(programs / f"count_{contender}", workload, "4", "2000", f"{folder}/benchmark.db").stdout.split()[:2]


def times(programs, contenders, workloads, seconds):
    """The least time of each, in several rounds over all contenders, because what else the machine does comes and goes. In
    memory that is the processor's time; on a file it is real time, so that waiting counts."""
    best = {w: {c: {} for c in contenders} for w in workloads}
    for _, w, c in itertools.product(range(TIMED_ROUNDS), workloads, contenders):
        run = output_of(programs / f"time_{c}", f"--benchmark_filter=^{w}/", f"--benchmark_min_time={seconds}", "--benchmark_format=json")
        for result in json.loads(run.stdout)["benchmarks"]:
            place = result["name"].split("/")[1]
            time = result["cpu_time" if place == "memory" else "real_time"]
            best[w][c][place] = min(best[w][c].get(place, float("inf")), time)
    return best


def must_agree(workload, digests):
    if len(set(map(tuple, digests.values()))) > 1:
        sys.exit(f"{workload}: the results differ: {digests}")


def report(results, contenders, floor="hand"):
    pairs = [(c, floor) for c in contenders if c != floor]
    if {"mizzle", "hand_default"} <= set(contenders):
        pairs.append(("mizzle", "hand_default"))

    def ratios(figure):
        head = [c if f == floor else f"{c} to {f}" for c, f in pairs]
        return figures.table(["workload", *head], [[w, *(f"{figure(r[c]) / figure(r[f]):.3f}" for c, f in pairs)] for w, r in results.items()])

    text = f"# Run time, as ratios to the floor (`{floor}`)\n\n## Instructions, in memory\n\n{ratios(lambda r: r['instructions'])}\n"
    if "mizzle" in contenders:
        rows = []
        for w, r in results.items():
            least, own = r[floor]["allocations"], r["mizzle"]["allocations"]
            rows.append([w, f"{least:.2f}", f"{own:.2f}", f"{own - least:+.2f}"])
        text += ("\n## Heap allocations for one operation\n\n"
                 "What the floor allocates is what the texts and the vector of the rows need; an insert by mizzle owns its texts."
                 f"\n\n{figures.table(['workload', floor, 'mizzle', 'beyond the floor'], rows)}\n")
    for place, title in (("memory", "in memory"), ("file", "on a file in WAL mode")):
        if all(place in r[c].get("time", {}) for r in results.values() for c in contenders):
            text += f"\n## Time, {title}\n\n{ratios(lambda r: r['time'][place])}\n"
    return text


def ratio_of(result, floor):
    return result["mizzle"]["instructions"] / result[floor]["instructions"]


def allowed(committed, most):
    """Some room above the committed ratio, but a hard limit that was met stays met."""
    ratio = committed["ratio"] * figures.ROOM if "ratio" in committed else float("inf")
    return min(ratio, most) if committed.get("ratio", 0) <= most else ratio


def check(results):
    """Prints which hard limits are missed, and complains about what has become worse than its committed figure."""
    committed = figures.read("run_time")
    for w, r in results.items():
        wanted = committed.get(w, {})
        for floor in ("hand", "hand_default"):
            if floor not in r or floor not in wanted:
                continue
            ratio, most = ratio_of(r, floor), wanted[floor].get("most", float("inf"))
            if ratio > most:
                print(f"{w}: {ratio:.3f} of the instructions of {floor}; the limit {most:.3f} is missed")
            if ratio > allowed(wanted[floor], most):
                yield f"{w}: {ratio:.3f} of the instructions of {floor}; allowed is {allowed(wanted[floor], most):.3f}"
        beyond, most = r["mizzle"]["allocations"] - r["hand"]["allocations"], wanted.get("allocations_beyond_floor")
        if most is not None and beyond > most + 0.005:
            yield f"{w}: {beyond:.2f} allocations beyond the floor; the limit is {most}"


def record(results):
    """Commits the ratios of now and leaves the limits as they are."""
    committed = figures.read("run_time")
    for w, r in results.items():
        for floor in {"hand", "hand_default"} & set(r):
            committed.setdefault(w, {}).setdefault(floor, {})["ratio"] = round(ratio_of(r, floor), 3)
    figures.write("run_time", committed)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--out", metavar="FOLDER", type=pathlib.Path, help="where to write the report and all figures")
    options.add_argument("--quick", action="store_true", help="measure time less exactly")
    options.add_argument("--gate", action="store_true", help="measure no time, and fail if mizzle costs more than the committed figures allow")
    options.add_argument("--record", action="store_true", help="measure no time, and commit the ratios of now; the limits stay")
    options.add_argument("--workloads", default=",".join(ROUNDS), help="separated by commas; all by default")
    given = options.parse_args()
    wanted, timed = CONTENDERS, True
    if given.gate or given.record:
        wanted, timed = ["hand", "mizzle"] if given.gate else ["hand", "hand_default", "mizzle"], False
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["TMPDIR"] = scratch
        contenders, programs = build(scratch + "/build", wanted, timed)
        results = {}
        for w in given.workloads.split(","):
            results[w] = {c: count(programs, c, w) for c in contenders}
            must_agree(w, {c: r.pop("digests") for c, r in results[w].items()})
            must_agree(w + " on a file", {c: digests_on_file(programs, c, w) for c in contenders})
        if timed:
            for w, by_contender in times(programs, contenders, list(results), 0.01 if given.quick else 0.1).items():
                for c, by_place in by_contender.items():
                    results[w][c]["time"] = by_place
    text = report(results, contenders)
    print(text)
    if given.out:
        figures.report(given.out, "run_time", text, results)
    if given.record:
        record(results)
    complaints = list(check(results)) if given.gate else []
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    sys.exit(1 if complaints else 0)


main()
