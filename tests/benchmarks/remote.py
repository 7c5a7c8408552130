#!/usr/bin/env python3
"""Measures lists through the proxy: against a connection of one's own, and against an echo of as many bytes."""
import argparse
import pathlib
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default="build/benchmarks", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    folder = options.out / "remote"
    configure = ["cmake", "-S", root, "-B", folder, "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG", "-DMIZZLE_BENCHMARKS=ON",
                 "-DMIZZLE_TESTS=OFF"]
    for command in configure, ["cmake", "--build", folder, "--target", "benchmark_remote"]:
        done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            sys.exit(done.stdout[-5000:])
    run = subprocess.run([folder / "tests/benchmarks/benchmark_remote", "3" if options.quick else "11"], check=True, text=True, capture_output=True)
    (options.out / "remote.md").write_text(f"# Lists through the proxy\n\n{run.stdout}")


main()
