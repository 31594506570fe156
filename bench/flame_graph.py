#!/usr/bin/env python3
"""Draws the stacks of `perf script`, read from standard input, as an SVG on standard output.

  perf record --call-graph dwarf,16384 -F 499 -p PID -o FILE -- sleep 5
  perf script -i FILE | python3 bench/flame_graph.py --title "five in flight" > flame.svg

The wider a box, the more of the processor's time was in it or in what it called; who called it is below it.
"""
import argparse
import html
import re
import sys
import zlib

WIDTH, ROW, MARGIN, LETTER = 1200, 16, 24, 6.2  # pixels
# "  ffffffff8 symbol+0x12 (file)"
FRAME = re.compile(r"^\s+[0-9a-f]+ (?P<symbol>.*) \((?P<file>[^)]*)\)$")
OFFSET = re.compile(r"\+0x[0-9a-f]+$")
KERNEL = ("[kernel", "[guest.kernel", "[unknown]")


class Box:
    def __init__(self):
        self.samples, self.above = 0, {}

    def add(self, stack):
        box = self
        box.samples += 1
        for name in stack:
            box = box.above.setdefault(name, Box())
            box.samples += 1

    def height(self, least):
        return 1 + max((box.height(least) for box in self.above.values() if box.samples >= least), default=0)


def without(text, opening, closing):
    """The text but for what is between such brackets, which may be nested."""
    kept, depth = [], 0
    for letter in text:
        depth += letter == opening
        if depth == 0:
            kept.append(letter)
        depth -= letter == closing and depth > 0
    return "".join(kept)


def name_of(symbol, file):
    symbol = OFFSET.sub("", symbol)
    if "operator" not in symbol:
        symbol = without(symbol, "<", ">")
    symbol = without(symbol, "(", ")").strip()
    short = symbol.split(" ")[-1].removeprefix("moldau::") or symbol
    return short + ("_[k]" if file.startswith(KERNEL) else "")


def stacks(lines):
    """From the outermost caller on, with the thread's name below."""
    stack, thread = [], None
    for line in lines:
        line = line.rstrip("\n")
        if not line:
            if thread:
                yield [thread, *reversed(stack)]
            stack, thread = [], None
        elif frame := FRAME.match(line):
            stack.append(name_of(frame["symbol"], frame["file"]))
        elif not line[0].isspace():
            thread = re.sub(r"-?\d+$", "", line.split()[0])


def color(name):
    shade = zlib.crc32(name.encode()) % 50
    return f"rgb(205,{140 + shade},90)" if not name.endswith("_[k]") else f"rgb(120,{150 + shade},200)"


def draw(box, name, left, depth, scale, least, bottom, parts):
    width = box.samples * scale
    top = bottom - (depth + 1) * ROW
    share = 100 * box.samples * scale / WIDTH
    plain = html.escape(name.removesuffix("_[k]"))
    letters = int(width / LETTER)
    text = plain if len(name) <= letters else html.escape(name[:max(0, letters - 1)]) + "…"
    parts.append(f'<g><title>{plain} {share:.1f} %</title><rect x="{left:.1f}" y="{top}" width="{width:.1f}" '
                 f'height="{ROW - 1}" fill="{color(name)}"/>'
                 + (f'<text x="{left + 2:.1f}" y="{top + ROW - 5}">{text}</text>' if letters > 3 else "") + "</g>")
    for above in sorted(box.above):
        if box.above[above].samples >= least:
            draw(box.above[above], above, left, depth + 1, scale, least, bottom, parts)
        left += box.above[above].samples * scale


def svg(root, title, least_share):
    least = max(1, root.samples * least_share)
    bottom = MARGIN + root.height(least) * ROW
    parts = []
    draw(root, "all", 0.0, 0, WIDTH / root.samples, least, bottom, parts)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 4}" font-family="monospace" font-size="10">',
        f'<text x="4" y="16" font-size="13">{html.escape(title)}: {root.samples:,} samples; the kernel is blue</text>',
        *parts, "</svg>"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--title", default="processor time")
    parser.add_argument("--least", type=float, default=0.004, help="share of all below which nothing is drawn")
    options = parser.parse_args()
    root = Box()
    for stack in stacks([*sys.stdin, "\n"]):
        root.add(stack)
    if root.samples == 0:
        sys.exit("no stacks on standard input: is it what `perf script` prints?")
    print(svg(root, options.title, options.least))


if __name__ == "__main__":
    main()
