"""Reads and writes the sections of the file of committed figures, figures.json."""
import json
import pathlib

ROOM = 1.03  # how far a figure may be above its committed one


def read(file, section):
    return json.loads(pathlib.Path(file).read_text())[section]


def write(file, section, content):
    """Replaces one section; the file keeps one line for each entry of a section."""
    figures = json.loads(pathlib.Path(file).read_text()) | {section: content}
    sections = []
    for name, entries in figures.items():
        lines = ",\n".join(f'    "{entry}": {json.dumps(figure, sort_keys=True)}' for entry, figure in entries.items())
        sections.append(f'  "{name}": {{\n{lines}\n  }}')
    pathlib.Path(file).write_text("{\n" + ",\n".join(sections) + "\n}\n")


def table(head, rows):
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows])
