"""Draws a terminal screen, as `tmux capture-pane -e -p` prints it, as SVG.

    python3 ansi_to_svg.py < screen.ansi > screen.svg
"""

import re
import sys
from html import escape

WIDTH, HEIGHT, MARGIN = 8.4, 18.0, 14.0
BACK, FRONT = "#1b1f24", "#d7dae0"
COLORS = ["#3b4048", "#e06c75", "#8fc379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#d7dae0"]
BARS = "▁▂▃▄▅▆▇█"


class Pen:
    """How letters look from here on."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.color, self.bold, self.dim, self.reverse = FRONT, False, False, False

    def obey(self, codes):
        """What one escape sequence says."""
        codes = list(codes)
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.reset()
            elif code in (1, 2, 7):
                setattr(self, {1: "bold", 2: "dim", 7: "reverse"}[code], True)
            elif code == 22:
                self.bold = self.dim = False
            elif code == 27:
                self.reverse = False
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.color = COLORS[code % 10]
            elif code == 38 and codes[:1] == [5]:
                self.color = COLORS[codes[1] % 8]
                codes = codes[2:]
            elif code == 39:
                self.color = FRONT


def run(text, column, y, pen):
    """The elements of letters that look alike."""
    x = MARGIN + column * WIDTH
    length = len(text) * WIDTH
    color = pen.color
    if pen.reverse:
        yield f'<rect x="{x:.1f}" y="{y - 13.5:.1f}" width="{length:.1f}" height="{HEIGHT}" fill="{color}"/>'
        color = BACK
    looks = ' font-weight="bold"' if pen.bold else ""
    looks += ' opacity="0.6"' if pen.dim else ""
    for piece in re.finditer(f"[{BARS}]+|[^{BARS}]+", text):
        at = x + piece.start() * WIDTH
        if piece[0][0] in BARS:
            for n, bar in enumerate(piece[0]):
                high = (BARS.index(bar) + 1) * (HEIGHT - 3) / 8
                yield (
                    f'<rect x="{at + n * WIDTH:.1f}" y="{y + 3 - high:.1f}" '
                    f'width="{WIDTH - 1:.1f}" height="{high:.1f}" fill="{color}"/>'
                )
            continue
        # Word by word, so that a font of another width moves nothing far.
        for word in re.finditer(r"\S+( \S+)*", piece[0]):
            begin = at + word.start() * WIDTH
            yield (
                f'<text x="{begin:.1f}" y="{y:.1f}" textLength="{len(word[0]) * WIDTH:.1f}" '
                f'fill="{color}"{looks}>{escape(word[0])}</text>'
            )


def main():
    lines = sys.stdin.read().rstrip("\n").split("\n")
    pen, body, columns = Pen(), [], 0
    for row, line in enumerate(lines):
        column = 0
        for part in re.split(r"(\x1b\[[0-9;]*m)", line):
            if part.startswith("\x1b["):
                pen.obey(int(code or 0) for code in part[2:-1].split(";"))
                continue
            text = part.replace("\x0e", "").replace("\x0f", "")
            if text:
                body += run(text, column, MARGIN + 14 + row * HEIGHT, pen)
                column += len(text)
        columns = max(columns, column)
    width, height = 2 * MARGIN + columns * WIDTH, 2 * MARGIN + len(lines) * HEIGHT
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-size="14" '
        f'font-family="ui-monospace, \'DejaVu Sans Mono\', Menlo, Consolas, monospace">\n'
        f'<rect width="100%" height="100%" rx="8" fill="{BACK}"/>'
    )
    print("\n".join(body))
    print("</svg>")


main()
