"""What people wear on their heads, from a woollen cap to a helmet."""

from faces.board import Board
from faces.colours import mixed, shade_of
from faces.shapes import box, circle, curve, even, oval, pair, polygon, ring_of, star, trace, union, with_hole

COVERING = frozenset({"scarf", "hood", "space"})
FLAT = frozenset({"none", "scarf", "band", "garland", "phones"})  # those that leave room to draw the head larger

_SCARF = with_hole(
    even((0, 13), (16, 17.5), (28.5, 34), (29.5, 56), (30, 70), (41, 84), (47, 104), (0, 106)), oval(50, 50, 20.5, 24)
)
_HOOD = with_hole(even((0, 8), (18, 13), (32, 33), (34, 56), (27, 76), (0, 82)), oval(50, 50, 22.5, 25))
_CAP = trace("M 22 38 C 22 20 34 10 50 10 C 66 10 78 20 78 38 Q 50 31 22 38 Z")
_BEANIE = trace("M 22 38 C 21 18 34 8 50 8 C 66 8 79 18 78 38 Z")


def behind(board: Board, kind: str, colour: str) -> None:
    """The part of a hat that is seen behind the head."""
    if kind == "straw":
        board.solid(oval(50, 31, 47, 13), colour)
    elif kind == "space":
        board.solid(circle(50, 47, 43), "white")
        board.fill(oval(50, 48, 35, 34), "#394A78")
    elif kind == "hood":
        board.fill(circle(50, 46, 31), shade_of(shade_of(colour)))
    elif kind == "phones":
        board.line(trace("M 22 48 C 16 4 84 4 78 48"), colour, 6)


def shadow(board: Board, kind: str, colour: str) -> None:
    """The shade a hat throws on the brow; drawn inside the head."""
    low = {
        "cap": 41,
        "beanie": 41,
        "straw": 39,
        "chef": 37,
        "hard": 39,
        "cowboy": 39,
        "police": 41,
        "bucket": 42,
        "turban": 38,
        "top": 37,
        "wizard": 38,
        "pilot": 40,
        "sailor": 36,
        "beret": 36,
        "bike": 38,
        "bandana": 38,
        "santa": 40,
    }
    if kind in low:
        board.fill(trace(f"M 20 0 L 80 0 L 80 {low[kind]} Q 50 {low[kind] - 4} 20 {low[kind]} Z"), colour)
    elif kind in ("scarf", "hood"):
        board.fill(with_hole(circle(50, 50, 40), oval(51, 52.5, 20.5, 24)), colour)


def on_top(board: Board, kind: str, colour: str) -> None:
    """The hat itself, over the hair."""
    if kind != "none":
        _HATS[kind](board, colour)


def _beanie(board: Board, colour: str) -> None:
    board.solid(circle(50, 8, 7), mixed(colour, "#FFFFFF", 0.5), 0.7)
    board.solid(_BEANIE, colour)
    with board.inside(_BEANIE):
        for x in (34, 42, 50, 58, 66):
            board.line(curve((50 + (x - 50) * 0.5, 8), (x, 20), (x + (x - 50) * 0.15, 34)), shade_of(colour), 1.4)
    board.solid(box(50, 36, 60, 11, 5), mixed(colour, "#FFFFFF", 0.28), 0.6)


def _cap(board: Board, colour: str) -> None:
    board.solid(_CAP, colour)
    board.line(curve((50, 10), (47, 20), (46, 33)), shade_of(colour), 1.4)
    board.fill(oval(50, 10.4, 4, 2), shade_of(colour))
    board.solid(trace("M 20 37 Q 36 28 60 30 Q 88 33 95 42 Q 92 46 84 44 Q 52 36 21 41 Z"), shade_of(colour), 0.6)


def _straw(board: Board, colour: str) -> None:
    board.solid(trace("M 27 33 C 26 12 38 5 50 5 C 62 5 74 12 73 33 Q 50 40 27 33 Z"), colour)
    board.fill(trace("M 27 25 Q 50 33 73 25 L 73 33 Q 50 41 27 33 Z"), "red")
    board.solid(
        trace("M 3 31 Q 26 39 50 39 Q 74 39 97 31 Q 94 45 50 45 Q 6 45 3 31 Z"), mixed(colour, "#FFFFFF", 0.22), 0.6
    )


def _chef(board: Board, colour: str) -> None:
    puffs = union(circle(34, 14, 13), circle(50, 10, 14), circle(66, 14, 13), box(50, 24, 40, 18))
    board.solid(puffs, "white", shade="#D5DCEC")
    board.solid(trace("M 27 25 Q 50 31 73 25 L 74 36 Q 50 41 26 36 Z"), "white", 0.7, "#D5DCEC")
    board.line(curve((27, 26), (50, 30), (73, 26)), "#C3CBDE", 1.2)


def _hard(board: Board, colour: str) -> None:
    board.solid(trace("M 23 36 C 22 16 36 9 50 9 C 64 9 78 16 77 36 Z"), colour)
    board.solid(box(50, 20, 10, 24, 4), mixed(colour, "#FFFFFF", 0.3), 0.5)
    board.solid(trace("M 17 35 Q 50 26 83 35 Q 86 41 81 41 Q 50 33 19 41 Q 14 41 17 35 Z"), colour, 0.5)


def _cowboy(board: Board, colour: str) -> None:
    board.solid(trace("M 28 34 C 28 20 31 7 39 7 Q 45 7 50 12 Q 55 7 61 7 C 69 7 72 20 72 34 Z"), colour)
    board.fill(trace("M 28 27 Q 50 33 72 27 L 72 34 Q 50 40 28 34 Z"), shade_of(shade_of(colour)))
    board.solid(
        trace("M 2 27 C 12 30 20 33 50 33 C 80 33 88 30 98 27 C 92 43 70 42 50 42 C 30 42 8 43 2 27 Z"), colour, 0.6
    )


def _police(board: Board, colour: str) -> None:
    board.solid(trace("M 16 22 C 24 8 76 8 84 22 C 84 28 78 31 75 32 L 25 32 C 22 31 16 28 16 22 Z"), colour)
    board.fill(trace("M 25 30 Q 50 26 75 30 L 75 38 Q 50 34 25 38 Z"), mixed(colour, "#FFFFFF", 0.2))
    board.fill(trace("M 24 37 Q 50 31 76 37 Q 70 44 50 43 Q 30 44 24 37 Z"), "ink")
    board.fill(star(50, 22, 6.5, 3.2, 5), "sun")


def _bucket(board: Board, colour: str) -> None:
    board.solid(trace("M 29 30 C 29 12 36 9 50 9 C 64 9 71 12 71 30 Z"), colour)
    board.solid(trace("M 28 27 Q 50 32 72 27 L 82 42 Q 50 36 18 42 Z"), mixed(colour, "#FFFFFF", 0.2), 0.7)


def _turban(board: Board, colour: str) -> None:
    wrap = trace("M 22 40 C 14 22 28 5 50 5 C 72 5 86 22 78 40 C 72 33 62 29 50 24 C 38 29 28 33 22 40 Z")
    board.solid(wrap, colour)
    with board.inside(wrap):
        for shift in (0, 9, 18):
            board.line(curve((14, 36 - shift), (36, 28 - shift), (62, 10 - shift)), shade_of(colour), 1.7)
            board.line(curve((86, 36 - shift), (66, 28 - shift), (46, 14 - shift)), shade_of(colour), 1.7)
    board.fill(circle(50, 20, 3.4), "sun")


def _top(board: Board, colour: str) -> None:
    board.solid(trace("M 31 32 L 29 3 Q 50 -1 71 3 L 69 32 Z"), colour)
    board.fill(trace("M 30.5 23 Q 50 28 69.5 23 L 69 32 Q 50 36 31 32 Z"), "red")
    board.solid(oval(50, 33, 34, 5.6), colour, 0.6)


def _wizard(board: Board, colour: str) -> None:
    board.solid(trace("M 28 34 C 36 24 40 10 58 -3 C 56 6 64 22 72 34 Z"), colour)
    for x, y, r in ((45, 25, 3.6), (56, 15, 3), (61, 27, 2.6)):
        board.fill(star(x, y, r, r * 0.45, 5), "sun")
    board.solid(oval(50, 35, 41, 7), colour, 0.7)


def _pilot(board: Board, colour: str) -> None:
    board.solid(
        trace(
            "M 21 62 C 17 24 32 10 50 10 C 68 10 83 24 79 62 C 74 62 73 58 "
            "73 50 C 73 40 66 35 50 35 C 34 35 27 40 27 50 "
            "C 27 58 26 62 21 62 Z"
        ),
        colour,
    )
    board.line(trace("M 22 30 Q 50 24 78 30"), "ink", 5)
    for lens in pair(oval(39, 26.5, 9.5, 8)):
        board.fill(lens, "sky")
        board.line(lens, "sun", 2.6)
    for lens in (trace("M 35 29 L 40 22"), trace("M 57 29 L 62 22")):
        board.line(lens, "white", 2)


def _sailor(board: Board, colour: str) -> None:
    board.solid(oval(50, 19, 27, 9), "white", shade="#D5DCEC")
    board.solid(trace("M 23 21 Q 50 30 77 21 L 76 33 Q 50 40 24 33 Z"), "white", 0.6, "#D5DCEC")
    board.line(curve((24, 29), (50, 35), (76, 29)), colour, 2.6)


def _beret(board: Board, colour: str) -> None:
    board.line(trace("M 54 8 L 56 3"), colour, 3)
    board.solid(trace("M 25 33 C 12 30 14 17 28 11 C 48 3 78 7 86 20 C 92 30 80 35 72 33 Q 50 27 25 33 Z"), colour)


def _bike(board: Board, colour: str) -> None:
    shell = trace("M 21 38 C 20 16 36 8 52 8 C 68 8 80 18 79 38 Q 50 30 21 38 Z")
    board.solid(shell, colour)
    for vent in (oval(37, 22, 3, 8, 16), oval(50, 19, 3, 8), oval(63, 22, 3, 8, -16)):
        board.fill(vent, "ink")
    for side in pair(trace("M 25 38 L 29 58 L 42 73")):
        board.line(side, "coal", 2)


def _bandana(board: Board, colour: str) -> None:
    cloth = trace("M 23 38 C 22 20 34 11 50 11 C 66 11 78 20 77 38 Q 50 28 23 38 Z")
    board.solid(trace("M 76 30 L 92 26 L 88 34 L 94 42 L 76 37 Z"), shade_of(colour), 0.6)
    board.solid(cloth, colour)
    with board.inside(cloth):
        for x, y in ((34, 29), (44, 18), (50, 27), (60, 18), (67, 30)):
            board.fill(circle(x, y, 2.2), "white")


def _santa(board: Board, colour: str) -> None:
    board.solid(trace("M 24 34 C 26 12 44 2 62 6 C 76 8 84 20 86 36 L 78 38 C 76 30 74 28 70 27 L 74 34 Z"), colour)
    board.solid(circle(83, 40, 7), "white", 0.7, "#D5DCEC")
    board.solid(box(50, 34, 60, 11, 5.5), "white", 0.7, "#D5DCEC")


def _crown(board: Board, colour: str) -> None:
    board.solid(polygon((27, 29), (22, 6), (37, 17), (50, 2), (63, 17), (78, 6), (73, 29)), colour)
    for x, y, gem in ((50, 22, "red"), (37, 23, "teal"), (63, 23, "teal")):
        board.fill(circle(x, y, 2.8), gem)


def _graduate(board: Board, colour: str) -> None:
    board.solid(trace("M 29 20 L 71 20 L 72 33 Q 50 27 28 33 Z"), shade_of(colour), 0.6)
    board.solid(polygon((50, 3), (92, 16), (50, 28), (8, 16)), colour, 0.5)
    board.line(trace("M 50 16 L 84 19 L 84 33"), "sun", 1.8)
    board.fill(box(84, 36, 5, 8, 1.5), "sun")


def _scarf(board: Board, colour: str) -> None:
    board.solid(_SCARF, colour)
    board.line(curve((30, 62), (40, 80), (62, 84), (78, 80)), shade_of(colour), 2)
    board.line(curve((68, 68), (60, 79), (44, 88)), shade_of(colour), 2)
    board.line(curve((28, 36), (34, 26), (44, 20)), mixed(colour, "#FFFFFF", 0.35), 2.6)


def _hood(board: Board, colour: str) -> None:
    board.solid(_HOOD, colour)
    for x, y in ring_of(50, 50, 24.5, 24):
        board.fill(circle(x, y, 4), "milk")


def _space(board: Board, colour: str) -> None:
    glass = oval(50, 48, 35, 34)
    board.line(glass, "#B9C4DA", 3)
    board.line(curve((20, 44), (24, 31), (33, 22)), "white", 3.4)
    for side in pair(box(7, 50, 8, 18, 4)):
        board.solid(side, colour, 0.6)


def _phones(board: Board, colour: str) -> None:
    for side in pair(box(22, 50, 12, 22, 6)):
        board.solid(side, colour, 0.7)
    for side in pair(box(17.5, 50, 4, 14, 2)):
        board.fill(side, shade_of(colour))


def _garland(board: Board, colour: str) -> None:
    points = [(26, 33), (33, 25), (42, 20), (51, 19), (60, 21), (68, 26), (74, 34)]
    for i, (x, y) in enumerate(points):
        board.fill(circle(x, y, 6), ("pink", "white", colour)[i % 3])
        board.fill(circle(x, y, 2.3), "sun" if i % 3 else "lemon")


def _party(board: Board, colour: str) -> None:
    cone = polygon((50, -3), (68, 28), (32, 28))
    board.solid(cone, colour, 0.8)
    with board.inside(cone):
        for x, y, dot in ((44, 22, "sun"), (56, 23, "white"), (50, 12, "mint")):
            board.fill(circle(x, y, 3.2), dot)
    board.fill(star(50, -1, 6, 3, 8), "sun")


def _band(board: Board, colour: str) -> None:
    band = trace("M 23.5 36 C 30 28 70 28 76.5 36 L 77 43 C 68 35 32 35 23 43 Z")
    board.solid(band, colour, 0.6)


def _pointed(board: Board, colour: str) -> None:
    board.solid(polygon((50, 2), (94, 38), (50, 44), (6, 38)), colour, 0.8)
    for x in (22, 36, 50, 64, 78):
        board.line(trace(f"M 50 3 L {x} 41"), shade_of(colour), 1.2)


_HATS = {
    "beanie": _beanie, "cap": _cap, "straw": _straw, "chef": _chef, "hard": _hard, "cowboy": _cowboy,
    "police": _police, "bucket": _bucket, "turban": _turban, "top": _top, "wizard": _wizard, "pilot": _pilot,
    "sailor": _sailor, "beret": _beret, "bike": _bike, "bandana": _bandana, "santa": _santa, "crown": _crown,
    "graduate": _graduate, "scarf": _scarf, "hood": _hood, "space": _space, "phones": _phones,
    "garland": _garland, "party": _party, "band": _band, "pointed": _pointed,
}  # fmt: skip
