"""Things in the sky, on the road and outdoors."""

from faces.board import Board
from faces.colours import shade_of
from faces.features import kind_face, mouth
from faces.shapes import (
    blob,
    box,
    circle,
    curve,
    even,
    oval,
    pair,
    polygon,
    ring_of,
    star,
    trace,
    turned,
    union,
    with_hole,
)


def moon(board: Board) -> None:
    """A crescent moon asleep."""
    crescent = with_hole(circle(48, 50, 40), circle(66, 40, 33))
    board.solid(crescent, "#FCE08A", shade="#EFC25F")
    board.line(curve((22, 54), (26, 57), (30, 55)), "ink", 2.6)
    board.line(curve((34, 70), (38, 70.5), (41, 67)), "ink", 2.4)
    board.fill(oval(27, 64, 4.4, 3), "#F2707A", 0.45)
    for x, y, r in ((68, 34, 9), (84, 56, 5.4), (58, 54, 4.4)):
        board.fill(star(x, y, r, r * 0.45, 5), "#FFF3C4")


def sunshine(board: Board) -> None:
    """The sun."""
    board.solid(star(50, 50, 47, 33, 14, 6), "#F79A2E", 0.5)
    board.solid(circle(50, 50, 32), "#FFD04A", shade="#F7B53A")
    kind_face(board, 47, 12, 4)


def planet(board: Board) -> None:
    """A ringed planet."""
    with board.placed(turn=-18):
        board.line(oval(50, 52, 46, 13), "#F7D08A", 5)
        globe = circle(50, 50, 31)
        board.solid(globe, "#E58B6B")
        with board.inside(globe):
            for y, colour in ((34, "#F2AE8C"), (60, "#F2AE8C"), (74, "#CF6E58")):
                board.line(curve((10, y), (50, y + 5), (90, y)), colour, 5)
        board.line(trace("M 4 52 C 4 70 96 70 96 52"), "#F7D08A", 5)
    kind_face(board, 44, 10, 3.4)


def rocket(board: Board) -> None:
    """A rocket under way."""
    with board.placed(turn=38):
        board.fill(blob((42, 78), (50, 74), (58, 78), (54, 92), (50, 104), (46, 92)), "orange")
        board.fill(blob((46, 78), (50, 76), (54, 78), (50, 94)), "#FFE27A")
        for side in pair(trace("M 34 52 C 22 60 18 72 20 84 L 38 76 Z")):
            board.solid(side, "red", 0.6)
        board.solid(
            trace("M 50 -2 C 66 12 70 34 68 52 C 67 64 63 74 60 79 L 40 79 C 37 74 33 64 32 52 C 30 34 34 12 50 -2 Z"),
            "white",
            shade="#CDD2E4",
        )
        board.solid(trace("M 50 -2 C 58 5 63 14 65.5 23 Q 50 29 34.5 23 C 37 14 42 5 50 -2 Z"), "red", 0.8)
        board.fill(circle(50, 43, 11.5), "slate")
        board.fill(circle(50, 43, 8.4), "sky")
        board.line(curve((45, 43), (46, 39), (49, 37.5)), "white", 2.2)


def saucer(board: Board) -> None:
    """A flying saucer and its pilot."""
    board.fill(polygon((34, 66), (66, 66), (84, 100), (16, 100)), "#FFF3A8", 0.65)
    board.fill(circle(50, 36, 26), "#CFF1F4", 0.9)
    board.solid(even((0, 18), (10, 21), (14, 32), (9, 44), (0, 58)), "#8FD65E", 0.6)
    for side in pair(oval(44.5, 36, 3.6, 5, -18)):
        board.fill(side, "ink")
    board.line(curve((47, 46), (50, 47.4), (53, 46)), "ink", 1.8)
    board.line(curve((29, 32), (33, 22), (40, 16)), "white", 3)
    board.solid(oval(50, 60, 46, 14), "#A8A4D6")
    board.fill(oval(50, 53, 28, 5.4), "#6F68B0")
    for x, y in ((16, 61), (33, 66), (50, 68), (67, 66), (84, 61)):
        board.fill(circle(x, y, 3.2), "sun")


def bicycle(board: Board) -> None:
    """A bicycle."""
    for x in (24, 76):
        board.fill(circle(x, 64, 20), "white", 0.5)
        board.line(circle(x, 64, 20), "ink", 4)
        for end in ring_of(x, 64, 18, 8, 22):
            board.line(trace(f"M {x} 64 L {end[0]} {end[1]}"), "#8F98A8", 1)
        board.fill(circle(x, 64, 3.4), "ink")
    board.line(trace("M 24 64 L 38 38 L 66 38 L 48 64 L 24 64 M 48 64 L 36 32 M 76 64 L 64 28"), "#E2464B", 4.6)
    board.line(trace("M 28 31 L 43 31"), "ink", 5.6)
    board.line(curve((56, 24), (64, 27), (72, 24), (74, 30)), "ink", 4)
    board.fill(circle(48, 64, 5.4), "ink")
    board.line(trace("M 48 64 L 53 73 L 58 73"), "ink", 2.8)


def car(board: Board) -> None:
    """A small car."""
    board.solid(trace("M 22 50 C 24 30 30 22 42 22 L 58 22 C 72 22 78 34 82 50 Z"), "#F26D5B", 0.6)
    for pane in (
        trace("M 29 48 C 30 34 34 29 42 29 L 47 29 L 47 48 Z"),
        trace("M 53 29 L 58 29 C 67 29 71 36 74 48 L 53 48 Z"),
    ):
        board.fill(pane, "#CFECF7")
    board.solid(
        trace("M 4 72 C 3 56 8 50 20 48 L 82 48 C 94 50 97 58 96 72 Q 96 77 90 77 L 10 77 Q 4 77 4 72 Z"), "#F26D5B"
    )
    board.fill(box(50, 70, 92, 4), "#FBD7C0")
    board.fill(oval(91, 59, 4, 5), "#FFE27A")
    board.line(trace("M 56 56 L 64 56"), "wine", 2.6)
    for x in (27, 74):
        board.fill(circle(x, 77, 13), "ink")
        board.fill(circle(x, 77, 6), "fog")


def train(board: Board) -> None:
    """A fast train, head on."""
    for side in pair(trace("M 36 84 L 18 102")):
        board.line(side, "#6B5A4E", 4)
    for y in (90, 98):
        board.line(trace(f"M {34 - (y - 84)} {y} L {66 + (y - 84)} {y}"), "#6B5A4E", 3.4)
    board.solid(
        trace("M 20 84 L 20 34 C 20 14 34 8 50 8 C 66 8 80 14 80 34 L 80 84 Q 50 92 20 84 Z"), "white", shade="#CDD2E4"
    )
    board.solid(
        trace("M 28 40 L 28 34 C 28 22 36 17 50 17 C 64 17 72 22 72 34 L 72 40 Q 50 48 28 40 Z"), "#2B3560", 0.4
    )
    board.line(curve((33, 34), (36, 27), (42, 23)), "#8FB6DE", 3)
    board.fill(trace("M 20 56 Q 50 66 80 56 L 80 64 Q 50 74 20 64 Z"), "#3D8BDB")
    for side in pair(oval(31, 51, 4.6, 3.4, 14)):
        board.fill(side, "#FFD84D")
    mouth(board, "smile", 75, 7)


def balloon(board: Board) -> None:
    """A hot-air balloon."""
    shape = trace("M 50 4 C 76 4 90 22 88 42 C 86 58 68 68 60 78 L 40 78 C 32 68 14 58 12 42 C 10 22 24 4 50 4 Z")
    board.solid(shape, "#F26D5B")
    with board.inside(shape):
        board.fill(trace("M 50 0 C 20 18 22 60 42 82 L 58 82 C 78 60 80 18 50 0 Z"), "#FFE3B0")
        board.fill(trace("M 50 0 C 38 20 38 60 47 82 L 53 82 C 62 60 62 20 50 0 Z"), "#3D8BDB")
    board.line(trace("M 41 78 L 43 86 M 59 78 L 57 86"), "brown", 1.8)
    board.solid(box(50, 91, 19, 13, 3), "#A8703F", 0.5)


def boat(board: Board) -> None:
    """A sailing boat."""
    board.line(trace("M 48 8 L 48 72"), "brown", 4)
    board.solid(trace("M 52 8 C 72 22 84 42 86 62 L 52 62 Z"), "white", shade="#D4D7E4")
    board.solid(trace("M 44 18 C 34 32 22 48 14 62 L 44 62 Z"), "#F26D5B", 0.7)
    board.solid(trace("M 8 68 L 92 68 C 88 82 80 90 70 92 L 28 92 C 18 90 11 80 8 68 Z"), "#A5633C")
    board.line(curve((0, 91), (16, 86), (32, 92), (50, 86), (68, 92), (84, 86), (100, 91)), "white", 4.4)
    board.fill(trace("M 0 93 Q 50 88 100 93 L 100 100 L 0 100 Z"), "#2B6CB0")


def lighthouse(board: Board) -> None:
    """A lighthouse by night."""
    for side in pair(polygon((44, 24), (-4, 8), (-4, 40))):
        board.fill(side, "#FFF0A0", 0.75)
    tower = polygon((39, 34), (61, 34), (69, 92), (31, 92))
    board.solid(tower, "white", 0.8, "#CDD2E4")
    with board.inside(tower):
        for y in (50, 76):
            board.fill(box(47, y, 60, 12), "red")
            board.fill(box(86, y, 40, 12), shade_of("red"))
    board.fill(box(50, 25, 16, 16), "#FFE27A")
    board.solid(box(50, 34, 30, 5, 2), "coal", 0.3)
    board.solid(trace("M 37 18 C 38 8 46 5 50 4 C 54 5 62 8 63 18 Z"), "red", 0.5)
    board.solid(trace("M 6 100 C 14 84 34 88 50 88 C 66 88 86 84 94 100 Z"), "#5E5570")


def house(board: Board) -> None:
    """A house with a lit window."""
    board.solid(box(72, 28, 12, 24, 1), "#A8543F", 0.4)
    board.solid(box(50, 68, 64, 50, 3), "#FFF0D6", shade="#E5CFC0")
    board.solid(trace("M 50 8 L 96 48 Q 97 54 91 54 L 9 54 Q 3 54 4 48 Z"), "#DD5A4B")
    board.solid(trace("M 56 93 L 56 70 Q 56 62 64 62 Q 72 62 72 70 L 72 93 Z"), "#8A5633", 0.4)
    board.fill(circle(69, 79, 1.6), "sun")
    board.fill(box(36, 71, 20, 18, 2), "#FFD84D")
    board.line(trace("M 36 62 L 36 80 M 26 71 L 46 71"), "#B06A3C", 2.2)
    board.fill(circle(50, 36, 7), "#FFE9B5")


def cloud(board: Board) -> None:
    """A cloud over a rainbow."""
    for r, colour in ((44, "#F0705F"), (37, "#FBC93C"), (30, "#63B871"), (23, "#7F64C8")):
        board.line(trace(f"M {56 - r} 62 C {56 - r} {62 - r * 1.33} {56 + r} {62 - r * 1.33} {56 + r} 62"), colour, 7.4)
    board.solid(
        union(circle(28, 68, 19), circle(50, 60, 23), circle(72, 70, 18), box(50, 77, 76, 20, 10)),
        "white",
        shade="#CBDAEE",
    )
    kind_face(board, 66, 12, 3.8)


def mountain(board: Board) -> None:
    """A mountain at sunrise."""
    board.fill(circle(70, 32, 18), "#FFD84D")
    board.solid(polygon((62, 40), (106, 100), (24, 100)), "#6F7FB8", 0.8)
    board.solid(polygon((38, 16), (86, 100), (-14, 100)), "#54639F")
    board.fill(polygon((38, 16), (54.5, 45), (46, 41), (40, 50), (32, 42), (20.5, 45)), "white")
    board.fill(trace("M 0 84 Q 24 74 50 86 Q 78 78 100 86 L 100 100 L 0 100 Z"), "#3F8F62")


def kite(board: Board) -> None:
    """A kite in the wind."""
    board.line(curve((34, 70), (24, 78), (30, 88), (16, 96)), "#6B5A6E", 2)
    for x, y, turn in ((25, 78, 30), (29, 87, -30)):
        board.fill(
            turned(
                union(polygon((x, y), (x - 8, y - 5), (x - 8, y + 5)), polygon((x, y), (x + 8, y - 5), (x + 8, y + 5))),
                turn,
                x,
                y,
            ),
            "#FBC93C",
        )
    board.solid(polygon((88, 8), (76, 62), (34, 71), (28, 24)), "#F26D5B")
    board.fill(polygon((88, 8), (56, 43), (28, 24)), "#FBC93C")
    board.fill(polygon((56, 43), (76, 62), (34, 71)), "#3D8BDB")
    board.line(trace("M 88 8 L 34 71 M 28 24 L 76 62"), "white", 2)


def plane(board: Board) -> None:
    """A paper plane."""
    board.line(curve((8, 90), (24, 92), (32, 80), (22, 74), (20, 84), (36, 84)), "white", 2.6)
    board.fill(polygon((94, 8), (44, 62), (46, 90), (58, 72)), "#A9C3DE")
    board.solid(polygon((94, 8), (4, 42), (40, 60)), "white", 0.4, "#DCE6F2")
    board.fill(polygon((94, 8), (52, 66), (80, 84)), "#E8F0F8")
    board.fill(polygon((94, 8), (46, 90), (42, 60)), "#C2D5E8")
