#!/usr/bin/env python3
"""Installs mizzle into a temporary folder and builds one small program in each way that users have."""
import argparse
import pathlib
import subprocess
import tempfile

parser = argparse.ArgumentParser()
parser.add_argument("--build", required=True)
parser.add_argument("--source", required=True)
parser.add_argument("--compiler", required=True)
given = parser.parse_args()

PROGRAM = """#include <mizzle/mizzle.hpp>
int main() {
  mizzle::sqlite::connection db{":memory:"};
  return static_cast<int>(mizzle::get<0>(db.raw<std::int64_t>("select 0").one()));
}
"""
WAYS = {
    "find_package": "find_package(mizzle 0.1 REQUIRED)",
    "add_subdirectory": f'add_subdirectory("{given.source}" mizzle)',
    "fetch_content": f'include(FetchContent)\nFetchContent_Declare(mizzle SOURCE_DIR "{given.source}")\nFetchContent_MakeAvailable(mizzle)',
}


def run(*command, **options):
    subprocess.run([str(c) for c in command], check=True, **options)


with tempfile.TemporaryDirectory() as folder:
    prefix = pathlib.Path(folder) / "prefix"
    run("cmake", "--install", given.build, "--prefix", prefix, stdout=subprocess.DEVNULL)
    for way, lines in WAYS.items():
        project = pathlib.Path(folder) / way
        project.mkdir()
        (project / "main.cpp").write_text(PROGRAM)
        (project / "CMakeLists.txt").write_text(
            f"cmake_minimum_required(VERSION 3.22)\nproject(user CXX)\n{lines}\nadd_executable(user main.cpp)\ntarget_link_libraries(user PRIVATE mizzle::mizzle)\n")
        run("cmake", "-S", project, "-B", project / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}",
            f"-DCMAKE_CXX_COMPILER={given.compiler}", stdout=subprocess.DEVNULL)
        run("cmake", "--build", project / "build", stdout=subprocess.DEVNULL)
        run(project / "build" / "user")
        print("ok", way)
    program = pathlib.Path(folder) / "main.cpp"
    program.write_text(PROGRAM)

    def compile_with(way, *flags):
        run(given.compiler, "-std=c++20", program, *flags, "-o", program.with_suffix(""))
        run(program.with_suffix(""))
        print("ok", way)

    # The package was configured for another prefix than it is installed under, and then the whole folder moves.
    for place in (prefix, prefix.with_name("moved")):
        if place != prefix:
            prefix.rename(place)
        asked = subprocess.run(["pkg-config", "--cflags", "--libs", "mizzle"], check=True, text=True, capture_output=True,
                               env={"PATH": "/usr/bin:/bin", "PKG_CONFIG_PATH": str(place / "share" / "pkgconfig")})
        compile_with(f"pkg-config, {place.name}", *asked.stdout.split())
    compile_with("one line", f"-I{given.source}/include", "-lsqlite3")
    compile_with("single header", f"-I{given.source}/single_include", "-lsqlite3")
