#!/usr/bin/env python3
"""Writes single_include/mizzle/mizzle.hpp from include/mizzle; with --check, only tells whether it is current."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
include = root / "include"
target = root / "single_include" / "mizzle" / "mizzle.hpp"
seen, system, body = set(), set(), []


def add(name):
    if name in seen:
        return
    seen.add(name)
    for line in (include / name).read_text().splitlines():
        own = re.match(r"#include <(mizzle/[^>]+)>", line)
        if own:
            add(own.group(1))
        elif re.match(r"#include <[^>]+>$", line) and not conditional:
            system.add(line)
        elif line not in ("#pragma once", "// SPDX-License-Identifier: MIT"):
            if line.startswith("#if"):
                conditional.append(line)
            elif line.startswith("#endif"):
                conditional.pop()
            body.append(line)


conditional = []
add("mizzle/mizzle.hpp")
text = "// SPDX-License-Identifier: MIT\n// Made by single_include/make.py from include/mizzle; do not edit.\n#pragma once\n\n"
text += "\n".join(sorted(system)) + "\n" + re.sub(r"\n{3,}", "\n\n", "\n" + "\n".join(body)) + "\n"
if "--check" in sys.argv:
    if not target.exists() or target.read_text() != text:
        sys.exit("single_include/mizzle/mizzle.hpp is not current: run single_include/make.py")
else:
    target.write_text(text)
