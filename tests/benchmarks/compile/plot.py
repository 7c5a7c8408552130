"""Draws lines of measured points as an SVG text that suits light and dark pages."""
import html
import math

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 55
LIGHT = ["#1f6fb4", "#c2410c", "#15803d", "#7e22ce"]
DARK = ["#6cb6ff", "#fb923c", "#4ade80", "#c084fc"]


def style():
    def colours(background, ink, grid, lines):
        rules = "".join(f".line{i} {{ stroke: {c}; fill: {c}; }} " for i, c in enumerate(lines))
        return f".page {{ fill: {background}; }} text {{ fill: {ink}; }} .grid {{ stroke: {grid}; }} {rules}"

    light = colours("#ffffff", "#24292f", "#d0d7de", LIGHT)
    dark = colours("#0d1117", "#c9d1d9", "#30363d", DARK)
    return f"<style>text {{ font: 13px sans-serif; }} {light}\n@media (prefers-color-scheme: dark) {{ {dark} }}</style>"


def step_for(largest):
    """The distance of grid lines, 1, 2 or 5 times a power of ten, that gives at most seven of them."""
    power = 10 ** math.floor(math.log10(largest / 7))
    return next(s * power for s in (1, 2, 5, 10) if largest / (s * power) <= 7)


def text(x, y, content, anchor="middle", more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {more}>{html.escape(content)}</text>'


def line_plot(title, x_label, y_label, lines):
    """`lines` gives the points (x, y) by (compiler, level): a compiler has its colour, -O2 is dashed, both axes begin at zero."""
    largest_x = max(x for points in lines.values() for x, _ in points)
    y_step = step_for(max(y for points in lines.values() for _, y in points))
    largest_y = y_step * math.ceil(max(y for points in lines.values() for _, y in points) / y_step)
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT

    def place(x, y):
        return LEFT + x / largest_x * (right - LEFT), bottom - y / largest_y * (bottom - TOP)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">', style(),
             f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>', text((LEFT + right) / 2, 22, title, more='font-weight="bold"'),
             text((LEFT + right) / 2, HEIGHT - 14, x_label),
             text(18, (TOP + bottom) / 2, y_label, more=f'transform="rotate(-90 18 {(TOP + bottom) / 2})"')]
    for i in range(round(largest_y / y_step) + 1):
        _, y = place(0, i * y_step)
        parts += [f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/>', text(LEFT - 8, y + 4, f"{i * y_step:g}", "end")]
    for value in sorted({x for points in lines.values() for x, _ in points}):
        x, _ = place(value, 0)
        parts += [f'<path class="grid" d="M{x:.1f} {bottom}v5"/>']
        if value == 0 or value > largest_x / 20:
            parts.append(text(x, bottom + 19, f"{value:g}"))
    compilers = list(dict.fromkeys(compiler for compiler, _ in lines))
    for i, ((compiler, level), points) in enumerate(lines.items()):
        kind = f"line{compilers.index(compiler) % len(LIGHT)}"
        form = f'class="{kind}" style="fill: none; stroke-width: 2{"; stroke-dasharray: 6 4" if level == "-O2" else ""}"'
        placed = [place(*point) for point in points]
        parts.append(f'<polyline {form} points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in placed)}"/>')
        parts += [f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in placed]
        y = TOP + 10 + 22 * i
        parts += [f'<path {form} d="M{right + 20} {y}h30"/>', text(right + 58, y + 4, f"{compiler} {level}", "start")]
    return "\n".join(parts + ["</svg>"]) + "\n"
