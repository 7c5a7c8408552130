#!/usr/bin/env python3
"""Writes the sources that the compile-time benchmarks compile, `sources.py FOLDER [NAME...]`, all of them by default."""
import itertools
import pathlib
import sys

UNIT = "#include <sqlite3.h>\n#include <string>\n#include <vector>\n#include <optional>\n"
INCLUDE = "#include <mizzle/mizzle.hpp>\n"
HEAD = INCLUDE + "namespace mz = mizzle;\nstd::size_t sink;\n"
TYPES = ["std::int64_t", "std::string", "double", "std::optional<std::string>"]
OPERATORS = ["<", "<=", ">", ">=", "==", "!="]
STATEMENTS = [1, 25, 100, 300]
WIDE_COLUMNS = 60
MANY_TABLES = 100
UNLIKE = [10, 60]


def table(number, columns=10):
    """The declaration of table tN: an integer primary key and columns of four types in turn."""
    fields = "".join(f'  mz::column<As, "c{c}", {TYPES[c % 4]}> c{c}{{}};\n' for c in range(1, columns))
    return (f'template <class As> struct T{number} {{\n  mz::column<As, "id", std::int64_t, mz::primary_key> id{{}};\n{fields}}};\n'
            f'inline constexpr mz::table<"t{number}", T{number}> t{number}{{}};\n')


def function(number, statement):
    return f"void f{number}(mz::sqlite::connection& db, std::int64_t v) {{ sink += db.all({statement}).size(); }}\n"


def statements(count):
    """Join-selects of three columns over ten tables, each of another type, with their execution."""
    columns = ["id"] + [f"c{c}" for c in range(1, 10)]
    pairs = [(a, b) for a, b in itertools.product(range(10), repeat=2) if a != b]
    different = []
    for i in range(count):
        a, b = (f"t{t}" for t in pairs[i * 7 % 90])
        x, y, z = columns[i % 10], columns[(i * 3 + 1) % 10], columns[(i * 7 + i // 90) % 10]
        first, second = OPERATORS[i % 6], OPERATORS[i // 6 % 6]
        different.append(f"mz::select({a}.{x}, {a}.{y}, {b}.{z}).from({a}).inner_join({b}, {b}.id == {a}.c4)"
                         f".where({a}.id {first} v && {b}.c8 {second} v)")
    assert len(set(different)) == count
    return HEAD + "".join(map(table, range(10))) + "".join(function(i, s) for i, s in enumerate(different))


def unlike(count):
    """The same, but no two of them yield the same types, and what they bind has nine different types: at most 64 statements."""
    by_type = [["c4", "c1", "c2", "c3"], ["c8", "c5", "c6", "c7"]]
    bound = [("c4", "v"), ("c2", "double(v)"), ("c1", "std::to_string(v)")]
    result = HEAD + "".join(map(table, range(10)))
    for i in range(count):
        a, b = f"t{i % 10}", f"t{(i + 1 + i // 10) % 10}"
        x, y, z = by_type[0][i % 4], by_type[1][i // 4 % 4], by_type[0][i // 16]
        (left, first), (right, second) = bound[i % 3], bound[i // 3 % 3]
        result += function(i, f"mz::select({a}.{x}, {a}.{y}, {b}.{z}).from({a}).inner_join({b}, {b}.id == {a}.c4)"
                              f".where({a}.{left} < {first} && {b}.{right} != {second})")
    return result


def wide_table():
    """One table of many columns: its declaration, its creation, an insert and a select of the whole."""
    values = [".id = v"] + [f".c{c} = {['v', 's', '1.5', 's'][c % 4]}" for c in range(1, WIDE_COLUMNS)]
    return (HEAD + table(0, WIDE_COLUMNS) + "void create(mz::sqlite::connection& db) { db.create_tables(t0); }\n"
            "void insert(mz::sqlite::connection& db, std::int64_t v, const std::string& s) {\n"
            f"  db.run(mz::insert_into(t0).values({{{', '.join(values)}}}));\n}}\n" + function(0, "mz::select(t0)"))


def many_tables():
    """A schema of many tables of ten columns, as a header of a program would have it."""
    return HEAD + "".join(map(table, range(MANY_TABLES)))


def many_tables_read():
    """The same, and each table read as a whole into structs, all rows and rows by key in turn."""
    by_key = [function(t, f"mz::select(t{t})" + (f".where(t{t}.id == v)" if t % 2 else "")) for t in range(MANY_TABLES)]
    return many_tables() + "".join(by_key)


def all_sources():
    """Each source by its name, the cheap ones first."""
    by_count = {f"statements_{n}": statements(n) for n in STATEMENTS}
    return {"unit": UNIT, "include": INCLUDE, "wide_table": wide_table(), "many_tables": many_tables(),
            "many_tables_read": many_tables_read(), **by_count, **{f"unlike_{n}": unlike(n) for n in UNLIKE}}


if __name__ == "__main__":
    folder, wanted = pathlib.Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in all_sources().items():
        if not wanted or name in wanted:
            (folder / f"{name}.cpp").write_text(text)
