#!/usr/bin/env python3
"""Writes docs/reference.md from the comments in include/mizzle; with --check, only tells whether it is current.

The public names are those that a header exports with `using detail::name;` and those that stand in mizzle, mizzle::error,
mizzle::dialect, mizzle::sqlite and the other namespaces below themselves. Each needs a comment (///) where it is declared; a comment also serves the
declarations that follow it without an empty line. The statements and expressions that the functions of
the library return have no name for a program; of those the functions are shown that have a comment and return `auto`.
"""
import pathlib
import re
import sys
import textwrap

import headers

root = pathlib.Path(__file__).resolve().parent.parent
include = root / "include"
target = root / "docs" / "reference.md"
PUBLIC = {"mizzle", "mizzle::literals", "mizzle::error", "mizzle::dialect", "mizzle::sqlite", "mizzle::proxy", "mizzle::idempotency", "mizzle::ledger"}
ROOMS = {  # the folders of include/mizzle in the order of the page, with what they are about
    "schema": "Tables and columns",
    "statement": "Statements",
    "expression": "Expressions",
    "sqlite": "Connections and transactions",
    "atomic": "Lists of statements that happen together",
    "remote": "Lists for the database of another process",
    "durable": "What happens once, and what is counted",
    "rows": "Rows",
    "value": "Values, codecs and errors",
    "wire": "What crosses to a handle of one's own",
    "render": "Dialects",
    "check": "Checks",
    "bind": "Bound values",
    "text": "Text",
    "": "Forward declarations and extras",
}
BUILT = ("schema", "statement", "expression")  # rooms of the types that have no name for a program


def comment_of(d):
    """Its own comment, or that of its group."""
    return d.comment or d.group


def signature(head):
    """A declaration as a user writes it: without attributes, body and what only matters to a compiler."""
    head = re.sub(r"\[\[.*?\]\]|\bMIZZLE_INLINE\b", "", head, flags=re.S)
    head = re.sub(r"\b(inline|constexpr|consteval|extern) ", "", head)
    plain = headers.without_template(head)
    if headers.name_of_function(plain) and (parts := re.match(r"(.*?\)[^(){}]*?)\s*:\s*[\w:<>]+\{", head, re.S)):
        head = parts.group(1)  # members that a constructor makes
    return re.sub(r"\s+", " ", re.sub(r"\bnoexcept\b", "", head)).strip().replace(" ;", ";").replace("( ", "(")


def first_line(d):
    """A variable without its value, anything else as it is."""
    text = signature(d.head)
    if d.kind == "variable":
        rest = headers.without_template(text)
        text = text[:len(text) - len(rest)] + rest.split(" = ")[0]
    return text.strip()


def wrapped(text, indent=""):
    """Long signatures break after their template parameters."""
    if len(text) > 100 and text.startswith("template"):
        rest = headers.without_template(text)
        return f"{indent}{text[:len(text) - len(rest)].strip()}\n{indent}{rest};"
    return f"{indent}{text};"


def is_shown(m, only_described):
    if m.kind in ("using", "namespace", "namespace alias") or m.name.startswith("~") or m.specialised:
        return False
    if re.search(r"=\s*delete$", m.head):
        return False
    hidden = m.kind in ("alias", "class") or re.search(r"\bstatic\b", m.head)
    if only_described:
        return m.kind == "function" and not re.search(r"\bstatic\b", m.head) and bool(m.comment or m.group) and bool(re.search(r"\bauto (operator|\w+\()", signature(m.head)))
    return bool(m.comment) or not hidden


def synopsis(d, only_described=False):
    """A class with its public members and their comments."""
    lines = []
    for m in headers.members(d.body, is_struct=not re.search(r"\bclass \w+", headers.without_template(d.head))):
        if not is_shown(m, only_described):
            continue
        if m.comment and lines and lines[-1] != "":
            lines.append("")
        lines += ["  // " + line for line in m.comment]
        text = first_line(m) if m.kind != "variable" else signature(m.head) + (f"{{{m.body}}}" if m.body else "")
        lines.append(wrapped(re.sub(r"\s*=\s*default$", "", text), "  "))
    head = wrapped(signature(d.head))[:-1]
    return head + (" {\n" + "\n".join(lines) + "\n};" if lines else ";")


def code(d):
    if d.kind == "class":
        return synopsis(d) if d.body else wrapped(signature(d.head))
    if d.kind == "enum":
        body = re.sub(r"///", "//", textwrap.dedent(d.body).strip("\n"))
        return f"{signature(d.head)} {{{body.strip()}}};" if "\n" not in body else f"{signature(d.head)} {{\n{textwrap.indent(body, '  ')}\n}};"
    if d.kind == "concept":
        text = re.sub(r"\s*//[^\n]*", "", d.head + (f"{{{d.body}}}" if d.body else ""))
        return re.sub(r"[ \n]+(?=concept)", "\n", text, count=1).strip() + ";"
    return wrapped(first_line(d))


def enumerators(d):
    return re.findall(r"\b(\w+)\b(?=\s*(?:,|=|$))", re.sub(r"//[^\n]*", "", d.body)) if d.kind == "enum" else []


class Entry:
    def __init__(self, name, found, comment=None):
        self.name, self.found, self.place = name, found, 0  # its place in the header
        self.comments = [comment] if comment else []
        for d in found:
            if (own := comment_of(d)) and own not in self.comments:
                self.comments.append(own)

    def text(self):
        lines = [f"#### `{self.name}`", ""]
        for comment in self.comments:
            lines += ["\n".join(comment), ""]
        seen = []
        for d in self.found:
            if (block := code(d)) not in seen:
                seen.append(block)
        if seen:
            lines += ["```cpp", *seen, "```", ""]
        return "\n".join(lines)


def entries(every):
    """The entries of each header, and the names that have no comment."""
    by_scope = {}
    for d in every:
        by_scope.setdefault((d.scope, d.name), []).append(d)

    def complete(found):
        """Without forward declarations and specialisations, where there is something else."""
        plain = [d for d in found if not d.specialised]
        whole = [d for d in plain if d.kind != "class" or d.body]
        if len(whole) < len(plain):  # a forward declaration may carry the comment
            for d in whole:
                d.comment = d.comment or next((p.comment for p in plain if p.comment), [])
        return whole or plain

    result, missing, exported, built = {}, [], {}, {}
    for d in every:
        if d.scope not in PUBLIC:
            if d.kind == "class" and not d.specialised and d.body and d.header.split("/")[1] in BUILT:
                built.setdefault(d.header, []).append(d)
            continue
        shown = "::".join(p for p in (d.scope.removeprefix("mizzle").removeprefix("::literals").strip(":"), d.name) if p)
        if d.kind == "using":
            path = re.search(r"using ([\w:]+)::", d.head).group(1)
            scope = f"mizzle::{path}"
            found = [f for f in by_scope.get((scope, d.name), []) if f.header == d.header]
            if not any(f.body or f.kind != "class" for f in found):
                owners = [e for e in every if e.scope == scope and d.name in enumerators(e)]
                if owners or path.startswith("boost"):
                    if path.startswith("boost"):
                        result.setdefault(d.header, []).append(Entry(shown, [], comment_of(d)))
                    continue
                elsewhere = [f for f in by_scope.get((scope, d.name), []) if f.body or f.kind != "class"]
                if any(e.kind == "using" and e.name == d.name and e.header == f.header for f in elsewhere for e in every):
                    continue  # a forward declaration: the header of the definition exports it as well
                found = elsewhere or found
            for alias in [f for f in found if f.kind == "alias"]:  # what it stands for, if that has no public name
                stands_for = re.search(r"=\s*(?:mizzle::detail::)?(\w+)<", alias.head)
                if stands_for and (scope, stands_for.group(1)) in exported:
                    continue
                if stands_for:
                    found = found + [f for f in by_scope.get((scope, stands_for.group(1)), []) if f.body and not f.specialised]
                    exported[(scope, stands_for.group(1))] = True
            exported[(scope, d.name)] = True
        elif d.kind == "namespace alias":
            result.setdefault(d.header, []).append(Entry(shown, [], comment_of(d)))
            if not comment_of(d):
                missing.append(f"{d.header}: {shown}")
            continue
        else:
            if d.specialised:
                continue
            found = [f for f in by_scope[(d.scope, d.name)] if f.header == d.header]
            if found[0] is not d:
                continue  # an overload of what was shown
            if not any(f.body or f.kind != "class" for f in found) and any(f.body and f.header != d.header for f in by_scope[(d.scope, d.name)]):
                continue
        if not found:
            sys.exit(f"{d.header}: the declaration of {shown} is not found")
        entry = Entry(shown, complete(found))
        entry.place = every.index(found[0])
        if not entry.comments:
            missing.append(f"{d.header}: {shown}")
        result.setdefault(d.header, []).append(entry)
    for header, classes in built.items():
        for d in classes:
            if (d.scope, d.name) in exported:
                continue
            described = [m for m in headers.members(d.body, is_struct=True) if is_shown(m, True)]
            if described:
                if not d.comment:
                    missing.append(f"{d.header}: {d.name}")
                entry = Entry(d.name, [], d.comment)
                entry.place = every.index(d)
                entry.text = lambda d=d: "\n".join([f"#### `{d.name}`", "", "\n".join(d.comment), "", "```cpp", synopsis(d, True), "```", ""])
                result.setdefault(header, []).append(entry)
    return result, missing


def page(by_header):
    out = ["# Reference", "", "<!-- Made by docs/make_reference.py from the comments in include/mizzle; do not edit. -->", "",
           "All public names, by header. `mizzle/mizzle.hpp` includes all but the extras, and `namespace mz = mizzle;` is assumed.", ""]
    rooms = {}
    for header in by_header:
        parts = header.split("/")
        rooms.setdefault(parts[1] if len(parts) > 2 else "", []).append(header)
    order = [r for r in ROOMS if r in rooms] + sorted(set(rooms) - set(ROOMS))
    anchors, body = {}, []

    def anchor(title):
        base = re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        n = anchors[base] = anchors.get(base, -1) + 1
        return base if n == 0 else f"{base}-{n}"

    anchor("Reference")
    for room in order:
        title = ROOMS.get(room, room.capitalize())
        contents = []
        body += [f"## {title}", ""]
        anchor(title)
        for header in sorted(rooms[room]):
            body += [f"### {header}", ""]
            anchor(header)
            links = []
            for entry in sorted(by_header[header], key=lambda e: e.place):
                links.append((entry.name.lower(), f"[`{entry.name}`](#{anchor(entry.name)})"))
                body.append(entry.text())
            contents.append(f"`{header}`: " + ", ".join(link for _, link in sorted(links)) + "  ")
        out += [f"**{title}**  ", *contents, ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out + body)).rstrip() + "\n"


def main():
    every = []
    for path in sorted(include.rglob("*.hpp")):
        every += headers.read(include, path.relative_to(include).as_posix())
    by_header, missing = entries(every)
    if missing:
        sys.exit("public names without a comment (///):\n  " + "\n  ".join(sorted(missing)))
    text = page(by_header)
    if "--check" in sys.argv:
        if not target.exists() or target.read_text() != text:
            sys.exit("docs/reference.md is not current: run docs/make_reference.py")
    else:
        target.write_text(text)


main()
