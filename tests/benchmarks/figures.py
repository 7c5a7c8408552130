"""Reads and writes the sections of the file of committed figures, figures.json."""
import json
import pathlib

FILE = pathlib.Path(__file__).resolve().parent / "figures.json"
ROOM = 1.03  # how far a figure may be above its committed one


def read(section):
    return json.loads(FILE.read_text())[section]


def write(section, content):
    """Replaces one section; the file keeps one line for each entry of a section."""
    figures = json.loads(FILE.read_text()) | {section: content}
    sections = []
    for name, entries in figures.items():
        lines = ",\n".join(f'    "{entry}": {json.dumps(figure, sort_keys=True)}' for entry, figure in entries.items())
        sections.append(f'  "{name}": {{\n{lines}\n  }}')
    FILE.write_text("{\n" + ",\n".join(sections) + "\n}\n")


def report(folder, name, text, figures):
    """Writes a report and the figures that it was made from."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.md").write_text(text)
    (folder / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n")


def table(head, rows):
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(r) + " |" for r in rows])
