"""Hair: what falls behind the head, what lies over the brow, and beards."""

from collections.abc import Sequence

from PySide6.QtGui import QPainterPath

from faces.board import Board
from faces.colours import mixed, shade_of
from faces.shapes import blob, circle, curve, even, flipped, oval, pair, ring_of, trace, union

_SKULL = "M 23 51 C 19 26 33 13.5 50 13.5 C 67 13.5 81 26 77 51 "

# The outline over the brow, begun at the left temple and carried over the skull to the right one.
FRONTS = {
    "crop": _SKULL + "L 73 51 C 73 43 71 38 67 34 C 57 38 44 38 33 33 C 29 38 27 43 27 51 Z",
    "side": _SKULL + "L 73 51 C 73 44 72 40 70 36 C 58 38 44 35 37 27 C 35 35 30 38 28 43 L 27 51 Z",
    "fringe": _SKULL + "L 74 52 L 72 41.5 Q 50 44.5 28 41.5 L 26 52 Z",
    "centre": _SKULL + "L 75 56 C 74 44 64 40 50 25 C 36 40 26 44 25 56 Z",
    "sweep": _SKULL + "L 75 58 C 75 46 72 38 63 26 C 56 38 40 43 28 44 L 26 56 Z",
    "over": _SKULL + "L 74 51 C 72 43 70 39 66 33 C 60 42 48 49 27 52 Z",
    "high": "M 26 46 C 22 26 34 14 50 14 C 66 14 78 26 74 46 L 73 46 C 71 36 63 29 50 29 C 37 29 29 36 27 46 Z",
    "buzz": "M 26 44 C 25 28 36 19 50 19 C 64 19 75 28 74 44 L 72 44 C 70 37 "
    "67 34 62 32 Q 50 29 38 32 C 33 34 30 37 28 44 Z",
    "quiff": "M 24 50 C 22 40 24 32 27 28 C 28 14 44 6 60 8 C 72 9 80 16 78 26 C 79 34 78 42 76 50 L 73 50 "
    "C 73 42 71 37 68 33 C 58 37 44 36 35 31 C 30 37 27 42 27 50 Z",
    "spikes": "M 23 51 C 21 42 20 36 16 30 L 25 29 L 22 17 L 34 20 L 37 8 L "
    "47 16 L 56 6 L 62 16 L 75 11 L 74 23 L 84 26 "
    "L 78 34 C 79 40 78 45 77 51 L 73 51 C 73 44 71 40 68 36 L 62 41 L 56 34 L 48 41 L 42 34 L 35 40 L 31 36 L 27 51 Z",
    "flat": "M 23 51 C 20 36 22 22 25 11 Q 50 6 75 11 C 78 22 80 36 77 51 L 73 51 "
    "C 73 43 72 37 69 33 L 31 33 C 28 37 27 43 27 51 Z",
    "mohawk": "M 41 32 C 36 18 38 6 50 3 C 62 6 64 18 59 32 Q 50 35 41 32 Z",
    "pixie": _SKULL
    + "L 75 56 C 74 46 73 42 70 38 C 66 38 63 36 60 33 C 54 42 42 46 32 44 L 30 52 L 26 58 C 24 55 23 53 23 51 Z",
    "receding": "M 22 54 C 19 40 24 28 32 24 C 30 32 28 40 28 54 Z M 78 54 C 81 40 76 28 68 24 C 70 32 72 40 72 54 Z",
    "sides": "M 23 58 C 19 48 20 38 26 34 C 28 40 28 48 28 57 Z M 77 58 C 81 48 80 38 74 34 C 72 40 72 48 72 57 Z",
    "tuft": "M 44 24 C 42 14 50 8 56 12 C 60 16 55 21 52 18 C 54 22 53 25 50 26 Z",
    "none": "",
}

_CAP = even((0, 13), (17, 18), (28.5, 34), (28, 54), (20, 64), (0, 66))


def _cluster(points: Sequence[tuple[float, float, float]]) -> QPainterPath:
    return union(*(circle(x, y, r) for x, y, r in points))


def _both(path: QPainterPath) -> QPainterPath:
    return union(*pair(path))


BACKS: dict[str, QPainterPath] = {
    "none": QPainterPath(),
    "bob": even((0, 13), (18, 18), (30, 37), (32, 62), (27, 75), (12, 76), (0, 74)),
    "long": even((0, 13), (18, 18), (30, 37), (32, 64), (35, 90), (24, 96), (0, 92)),
    "waves": even((0, 12), (18, 17), (30, 32), (31, 46), (36, 58), (32, 68), (38, 82), (30, 94), (12, 92), (0, 92)),
    "afro": _cluster([(50, 38, 33), *[(x, y, 9.5) for x, y in ring_of(50, 37, 29, 13)]]),
    "puffs": union(_CAP, _both(_cluster([(19, 24, 12), (13, 18, 7), (26, 14, 7), (12, 29, 7), (20, 12, 6)]))),
    "curls": _cluster(
        [
            (50, 34, 28),
            *[(x, y, 9) for x, y in ring_of(50, 45, 29, 15)],
            (22, 66, 9),
            (78, 66, 9),
            (26, 76, 7),
            (74, 76, 7),
        ]
    ),
    "bun": union(_CAP, circle(50, 12, 11)),
    "space": union(_CAP, _both(circle(25, 15, 11))),
    "tail": union(_CAP, blob((66, 16), (84, 14), (94, 30), (92, 52), (84, 66), (80, 52), (78, 36))),
    "pigtails": union(_CAP, _both(blob((24, 46), (12, 46), (6, 58), (10, 76), (18, 82), (22, 70), (26, 58)))),
    "braids": union(_CAP, _both(_cluster([(21, 64, 7), (19, 74, 6.6), (18, 83, 6), (17, 91, 5)]))),
    "locks": union(_CAP, *(oval(x, 66, 4.6, 22) for x in (20, 27, 73, 80))),
    "knot": union(_CAP, oval(50, 9, 8, 8)),
}

# Each style: what is behind, what is in front.
STYLES = {
    "crop": ("none", "crop"),
    "side": ("none", "side"),
    "bowl": ("none", "fringe"),
    "curtains": ("none", "centre"),
    "over": ("none", "over"),
    "buzz": ("none", "buzz"),
    "quiff": ("none", "quiff"),
    "spikes": ("none", "spikes"),
    "flat": ("none", "flat"),
    "mohawk": ("none", "mohawk"),
    "pixie": ("none", "pixie"),
    "receding": ("none", "receding"),
    "sides": ("none", "sides"),
    "tuft": ("none", "tuft"),
    "bald": ("none", "none"),
    "bob": ("bob", "sweep"),
    "page": ("bob", "fringe"),
    "long": ("long", "centre"),
    "straight": ("long", "fringe"),
    "swept": ("long", "sweep"),
    "waves": ("waves", "sweep"),
    "mermaid": ("waves", "centre"),
    "afro": ("afro", "high"),
    "puffs": ("puffs", "high"),
    "curls": ("curls", "none"),
    "bun": ("bun", "high"),
    "space": ("space", "fringe"),
    "tail": ("tail", "sweep"),
    "pigtails": ("pigtails", "fringe"),
    "braids": ("braids", "centre"),
    "locks": ("locks", "high"),
    "knot": ("knot", "high"),
    "granny": ("bun", "centre"),
    "flowing": ("long", "none"),
}


def behind(board: Board, style: str, colour: str) -> None:
    """What is seen behind the head and shoulders: in the shade, with the light on its left edge."""
    path = BACKS[STYLES[style][0]]
    if path.isEmpty():
        return
    board.solid(path, mixed(colour, shade_of(colour), 0.5), 1.2)


def over_brow(style: str) -> QPainterPath:
    """The outline of the hair in front of the head; empty when there is none."""
    if style == "curls":
        points = [(27, 38, 7), (32, 29, 8), (41, 24, 8.5), (51, 22, 9), (61, 25, 8.5), (68, 30, 8), (73, 39, 7)]
        return union(_cluster(points), trace("M 25 44 C 22 22 40 12 50 12 C 60 12 78 22 75 44 Q 50 4 25 44 Z"))
    return trace(FRONTS[STYLES[style][1]])


def in_front(board: Board, style: str, colour: str) -> None:
    """The hair over the brow, with one strand of light."""
    path = over_brow(style)
    if path.isEmpty():
        return
    board.solid(path, colour, 0.9)
    if style not in ("sides", "receding", "tuft", "mohawk", "buzz"):
        with board.inside(path):
            board.line(curve((31, 31), (36, 23), (44, 18.5)), mixed(colour, "#FFFFFF", 0.3), 2.6)
    if style == "braids":
        for side in pair(trace("M 15 70 L 24 68 M 14 79 L 23 78 M 14 87 L 21 86")):
            board.line(side, shade_of(shade_of(colour)), 1.6)
    if style in ("space", "bun", "granny", "knot"):
        centre = circle(50, 12, 6) if style != "space" else circle(25, 15, 6)
        for bun in [centre] if style != "space" else [centre, flipped(centre)]:
            board.line(bun, shade_of(shade_of(colour)), 1.4)


def beard(board: Board, kind: str, colour: str) -> None:
    """A beard or moustache; the mouth is drawn over it."""
    if kind == "full":
        board.solid(_beard(78), colour, 0.8)
    elif kind == "long":
        board.solid(_beard(97), colour, 0.9)
    elif kind == "short":
        board.fill(_beard(75.5), colour, 0.55)
    elif kind == "goatee":
        board.solid(even((0, 64.5), (7, 66), (8, 72), (4, 80), (0, 82)), colour, 0.6)
    if kind in ("moustache", "full", "long", "goatee", "curled"):
        wide = 13 if kind == "curled" else 11
        half = trace(f"M 50 55.5 C 44 53.5 40 57 {50 - wide} 61 C 41 64 47 62.5 50 59.5 Z")
        for side in pair(half):
            board.fill(side, shade_of(colour) if kind in ("full", "long") else colour)
        if kind == "curled":
            for side in pair(trace("M 38 61 C 33 62 31 57 34 55")):
                board.line(side, colour, 2.6)


def _beard(tip: float) -> QPainterPath:
    low = tip - 8
    return trace(
        f"M 26 46 C 27 52 29 56 33 56 C 40 57 44 55 50 55 C 56 55 60 57 67 56 C 71 56 73 52 74 46 "
        f"C 76 58 74 {low - 6} 67 {low} C 60 {tip} 54 {tip} 50 {tip} C 46 "
        f"{tip} 40 {tip} 33 {low} C 26 {low - 6} 24 58 26 46 Z"
    )


def brows(board: Board, kind: str, colour: str) -> None:
    """Eyebrows; `kind` is plain, high, stern, worried, thick or none."""
    tilt = {"plain": 0.0, "high": 0.0, "stern": 1.6, "worried": -1.8, "thick": 0.3}
    if kind == "none":
        return
    lift = -2.0 if kind == "high" else 0.0
    width = 3.4 if kind == "thick" else 2.1
    inner, outer = 40.0 + tilt[kind] + lift, 40.0 - tilt[kind] + lift + 0.6
    path = curve((35.5, outer), (40, (inner + outer) / 2 - 1.2), (44.5, inner))
    for side in (path, flipped(path)):
        board.line(side, colour, width)
