#!/usr/bin/env python3
"""Writes docs/query-language.md from the tests in tests/parity; with --check, only tells whether it is current.

A test there is one line of the page: its comment says what the language can do, and behind the first ": " how it is written. The test
suites are called parity_SECTION_NAME, and parity_SECTION_trouble for what goes wrong elsewhere. A line "Rejected: file.case, ..." in the
comment names what does not compile, which must be cases of tests/must_not_compile.
"""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
target = root / "docs" / "query-language.md"
HEAD = """# The query language

<!-- Made by docs/make_query_language.py from the comments in tests/parity; do not edit. -->

What the query language can do, section by section; each line is a test on SQLite. The model is what drizzle-orm has for SQLite: its
sections on columns, selects, operators, joins, writes, dynamic and prepared statements, transactions and logging, in that order; and
under "what goes wrong elsewhere" the mistakes that its users have met, which are not possible here, or end in an error that says so.
Views, triggers, virtual tables, relational reads and tools for schemas are not part of it.

What does not compile is a case of [tests/must_not_compile](../tests/must_not_compile), which has the compiler's sentence.
"""


def cases():
    """All that must not compile, as file.case."""
    return {f"{path.stem}.{name}" for path in (root / "tests" / "must_not_compile").glob("*.cpp")
            for name in re.findall(r"^// case: *(\S+)", path.read_text(), re.M)}


def escaped(text):
    return text.replace("|", "\\|")


def sections():
    """(number, title, [(what, how, rejected, test)], the same of troubles) of each file."""
    known = cases()
    for path in sorted((root / "tests" / "parity").glob("section_*.cpp")):
        text = path.read_text()
        number, title = re.search(r"^// Section ([\d.]+) of the query language: (.*)\.$", text, re.M).groups()
        tests = re.findall(r"((?:^//.*\n)*)^TEST\((\w+), (\w+)\)", text, re.M)
        lines, troubles = [], []
        for comment, suite, name in tests:
            if not suite.startswith(f"parity_{number.replace('.', '_')}_"):
                sys.exit(f"{path.name}: the suite {suite} is not of section {number}")
            words = re.sub(r"^// ?", "", comment, flags=re.M)
            says, _, rejected = " ".join(words.split()).partition("Rejected: ")
            names = [c for c in re.split(r",\s*", rejected.rstrip(". ")) if c]
            for case in names:
                if case not in known:
                    sys.exit(f"{path.name}: {name}: tests/must_not_compile has no {case}")
            if not says:  # goes on with the test above it
                (troubles if suite.endswith("_trouble") else lines)[-1][3].append(name)
                continue
            if suite.endswith("_trouble"):
                troubles.append((says.strip().rstrip("."), None, names, [name]))
            else:
                what, _, how = says.strip().partition(": ")
                lines.append((what.rstrip("."), how.rstrip("."), names, [name]))
        yield number, title, lines, troubles


def table(titles, rows):
    out = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    for what, how, rejected, tests in rows:
        cells = [what, *([] if how is None else [how]), ", ".join(f"`{c}`" for c in rejected), ", ".join(f"`{t}`" for t in tests)]
        out.append("| " + " | ".join(map(escaped, cells)) + " |")
    return out


def page():
    out = [HEAD]
    for number, title, lines, troubles in sections():
        out += [f"## {number} {title[0].upper()}{title[1:]}", ""]
        if lines:
            out += [*table(["what", "written as", "does not compile", "test"], lines), ""]
        if troubles:
            out += [*table(["what goes wrong elsewhere", "does not compile", "test"], troubles), ""]
    return "\n".join(out)


def main():
    text = page()
    if "--check" in sys.argv[1:]:
        if not target.exists() or target.read_text() != text:
            sys.exit("docs/query-language.md is not current; run docs/make_query_language.py")
    else:
        target.write_text(text)


if __name__ == "__main__":
    main()
