#!/usr/bin/env python3
"""Puts the examples into README.md and docs/cookbook.md from the files that the tests build; with --check, only tells whether
they are current.

`<!-- file:part -->` before a code block names its source: a whole file, or the part between `// [part]` and `// [/part]`.
"""
import pathlib
import re
import sys
import textwrap

root = pathlib.Path(__file__).resolve().parent.parent
pages = [root / "README.md", root / "docs" / "cookbook.md"]


def source(match):
    name, _, part = match.group(1).partition(":")
    text = (root / name).read_text()
    if part:
        text = re.search(rf"^ *// \[{part}\]\n(.*?)^ *// \[/{part}\]", text, re.S | re.M).group(1)
    else:
        text = text.split("\n", 2)[2] if text.startswith("// SPDX") else text
    return f"<!-- {match.group(1)} -->\n```cpp\n{textwrap.dedent(text).strip()}\n```"


for page in pages:
    old = page.read_text()
    new = re.sub(r"<!-- (examples/[^ ]+) -->\n```cpp\n.*?```", source, old, flags=re.S)
    if "--check" not in sys.argv:
        page.write_text(new)
    elif new != old:
        sys.exit(f"{page.relative_to(root)} is not current: run examples/readme.py")
