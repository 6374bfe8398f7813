"""Shoulders and what they wear, neck included."""

from faces.board import Board
from faces.colours import mixed, shade_of
from faces.shapes import box, circle, curve, even, oval, pair, polygon, star, trace, union

_BODY = trace("M 5 104 C 6 88 18 82 37 78 L 63 78 C 82 82 94 88 95 104 Z")
_NECK = trace("M 41 62 L 59 62 L 59 77 C 59 86 41 86 41 77 Z")


def shoulders(board: Board, kind: str, colour: str, second: str, skin: str) -> None:
    """Draw the body in one garment; `second` is the colour of its details."""
    if kind == "hoodie":
        board.solid(even((0, 60), (20, 63), (29, 76), (24, 90), (0, 92)), shade_of(colour))
    board.solid(_BODY, skin if kind == "straps" else colour)
    if kind in ("turtle", "space"):
        _collar_only(board, kind, colour, second)
        return
    board.fill(_NECK, skin)
    with board.inside(_NECK):
        board.fill(oval(52, 66, 24, 14.5), shade_of(skin))
    with board.inside(_BODY):
        _garment(board, kind, colour, second)


def _collar_only(board: Board, kind: str, colour: str, second: str) -> None:
    if kind == "turtle":
        board.solid(box(50, 78, 25, 15, 5), mixed(colour, "#FFFFFF", 0.12), 0.8)
    else:
        board.solid(oval(50, 82, 31, 9), second, 0.8)
        board.fill(oval(50, 79, 24, 5), shade_of(shade_of(second)))


def _garment(board: Board, kind: str, colour: str, second: str) -> None:
    dark = shade_of(colour)
    if kind == "tee":
        board.line(curve((38, 77), (42, 84.5), (50, 87), (58, 84.5), (62, 77)), second, 3.2)
    elif kind == "striped":
        for y in (84, 93):
            board.line(curve((0, y + 10), (30, y + 2), (50, y + 4), (70, y + 2), (100, y + 10)), second, 4)
        board.line(curve((38, 77), (42, 84.5), (50, 87), (58, 84.5), (62, 77)), second, 3)
    elif kind == "hoodie":
        board.line(curve((37, 77), (41, 86), (50, 89), (59, 86), (63, 77)), dark, 4.5)
        for side in pair(trace("M 44 89 L 43 98")):
            board.line(side, second, 2)
    elif kind == "shirt":
        board.line(trace("M 50 86 L 50 104"), dark, 1.6)
        for side in pair(polygon((39, 75), (50, 86), (42, 93), (33, 80))):
            board.fill(side, second)
            board.line(side, dark, 1)
    elif kind in ("suit", "coat", "bow"):
        board.fill(polygon((38, 76), (62, 76), (55, 104), (45, 104)), "white" if kind != "coat" else second)
        for side in pair(polygon((38, 75), (50, 85), (44, 91), (35, 80))):
            board.fill(side, "white" if kind != "coat" else mixed(second, "#FFFFFF", 0.25))
        if kind == "suit":
            board.fill(polygon((47, 85), (53, 85), (54, 91), (56, 104), (44, 104), (46, 91)), second)
        if kind == "bow":
            for side in pair(polygon((50, 87.5), (39, 82), (39, 94))):
                board.solid(side, second, 0.5)
            board.fill(circle(50, 87.8, 2.6), shade_of(second))
        for side in pair(polygon((36, 77), (46, 104), (26, 104), (30, 90), (25, 88))):
            board.fill(side, mixed(colour, "#FFFFFF", 0.14) if kind != "coat" else dark)
    elif kind == "vneck":
        board.line(trace("M 36 76 L 50 93 L 64 76"), second, 3.4)
    elif kind == "overalls":
        for side in pair(polygon((24, 80), (32, 79), (38, 104), (28, 104))):
            board.fill(side, second)
        board.fill(box(50, 100, 40, 16, 2), second)
        for side in pair(circle(33, 94, 2.2)):
            board.fill(side, "sun")
    elif kind == "straps":
        board.fill(trace("M 24 104 C 30 92 40 92 50 95 C 60 92 70 92 76 104 Z"), colour)
        for side in pair(trace("M 33 96 L 35 79")):
            board.line(side, colour, 4)
    elif kind == "scarf":
        board.solid(
            union(even((0, 72), (19, 75), (22, 82), (12, 88), (0, 89)), box(61, 95, 13, 22, 3, -8)), second, 0.9
        )
        board.line(curve((31, 80), (42, 85), (58, 85)), shade_of(second), 1.6)
    elif kind == "mandarin":
        board.fill(trace("M 37 76 Q 38 86 50 88 Q 62 86 63 76 L 66 78 Q 65 90 50 93 Q 35 90 34 78 Z"), second)
        for button in ((54, 92), (62, 96), (71, 99)):
            board.fill(circle(button[0], button[1], 2), second)
    elif kind == "kimono":
        board.line(trace("M 62 75 L 42 104"), mixed(second, "#FFFFFF", 0.35), 6)
        board.line(trace("M 38 75 L 58 104"), second, 7)
    elif kind == "collar":
        for side in pair(trace("M 50 87 C 46 93 36 94 31 88 C 31 82 34 78 38 77 C 40 82 44 86 50 87 Z")):
            board.solid(side, second, 0.4)
    elif kind == "lei":
        board.line(curve((38, 77), (42, 84.5), (50, 87), (58, 84.5), (62, 77)), dark, 2.6)
        for x, y in ((30, 83), (36, 90), (45, 94), (55, 94), (64, 90), (70, 83)):
            board.fill(star(x, y, 6, 3.4, 5), second)
            board.fill(circle(x, y, 1.8), "sun")
    elif kind == "vest":
        board.line(curve((38, 77), (42, 84.5), (50, 87), (58, 84.5), (62, 77)), dark, 3)
        for side in pair(polygon((34, 77), (43, 104), (12, 104), (20, 82))):
            board.fill(side, second)
        for side in pair(trace("M 24 81 L 30 104")):
            board.line(side, "#F4F6C8", 3)
    elif kind == "stethoscope":
        _garment(board, "coat", colour, second)
        board.line(curve((35, 78), (33, 90), (39, 97)), "coal", 2.4)
        board.line(curve((65, 78), (67, 88), (63, 93)), "coal", 2.4)
        board.fill(circle(63, 95, 3.6), "coal")
        board.fill(circle(63, 95, 1.7), "fog")
    elif kind == "pearls":
        for pearl in ((36, 79), (39, 84.5), (44, 88), (50, 89.5), (56, 88), (61, 84.5), (64, 79)):
            board.fill(circle(pearl[0], pearl[1], 2.6), "milk")
    else:
        raise ValueError(f"no garment is called {kind}")
