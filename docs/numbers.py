#!/usr/bin/env python3
"""Checks that docs/systems.md has every number that a test carries: a_7_... is A-7, a_scenario_7_... is scenario 7 of A."""
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent
page = (root / "docs" / "systems.md").read_text()
points = set(re.findall(r"\*\*([A-Z]-\d+)\*\*", page))
scenarios = {f"{system} scenario {number}" for system, text in re.findall(r"^## ([A-E])\. (.*?)(?=^## |\Z)", page, re.S | re.M)
             for number in re.findall(r"^(\d+)\. ", text, re.M)}
missing = []
for path in sorted((root / "tests").rglob("*.cpp")):
    for name in re.findall(r"^ *TEST(?:_F|_P)?\(\w+,\s*(\w+)\)", path.read_text(), re.M):
        if found := re.match(r"([a-gps])_(scenario_)?(\d+)[a-z]?(?:_|$)", name):
            system, scenario, number = found.groups()
            wanted = f"{system.upper()} scenario {number}" if scenario else f"{system.upper()}-{number}"
            if wanted not in points | scenarios:
                missing.append(f"{path.relative_to(root)}: {name}: there is no {wanted} in docs/systems.md")
if missing:
    sys.exit("\n".join(missing))
