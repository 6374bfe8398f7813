"""Things to play with and to have about the house."""

from faces.board import Board
from faces.features import eyes, kind_face, mouth
from faces.shapes import box, circle, curve, even, oval, pair, polygon, ring_of, star, trace, turned, union


def robot(board: Board) -> None:
    """A robot."""
    board.line(trace("M 50 22 L 50 10"), "slate", 4)
    board.solid(circle(50, 9, 6), "coral", 0.4)
    for side in pair(box(10, 54, 12, 22, 5)):
        board.solid(side, "slate", 0.5)
    board.solid(box(50, 54, 76, 62, 16), "#C9D3E2")
    board.solid(box(50, 50, 60, 36, 11), "#2B3560", 0.5, "#232A4D")
    for x in (37, 63):
        board.fill(circle(x, 47, 7), "#6FE3E1")
        board.fill(circle(x - 2, 45, 2.2), "white")
    board.line(curve((43, 58), (50, 62), (57, 58)), "#6FE3E1", 3)
    for x in (36, 50, 64):
        board.fill(circle(x, 77, 3), "#8FA0BA")


def football(board: Board) -> None:
    """A football."""
    ball = circle(50, 50, 41)
    board.solid(ball, "white", shade="#D4D7E4")
    with board.inside(ball):
        board.fill(star(50, 50, 15, 12.2, 5), "ink")
        for x, y in ring_of(50, 50, 41, 5, 36):
            board.line(trace(f"M 50 50 L {50 + (x - 50) * 0.7} {50 + (y - 50) * 0.7}"), "ink", 0.1)
        for tip, spot in zip(ring_of(50, 50, 15, 5), ring_of(50, 50, 38, 5), strict=True):
            board.line(trace(f"M {tip[0]} {tip[1]} L {spot[0]} {spot[1]}"), "ink", 2.4)
            board.fill(circle(spot[0], spot[1], 11.5), "ink")
        far, near = ring_of(50, 50, 38, 5), ring_of(50, 50, 31, 5, 36)
        for i in range(5):
            for spot in (far[i], far[(i + 1) % 5]):
                board.line(trace(f"M {near[i][0]} {near[i][1]} L {spot[0]} {spot[1]}"), "ink", 2.2)
            edge = ring_of(50, 50, 42, 5, 36)[i]
            board.line(trace(f"M {near[i][0]} {near[i][1]} L {edge[0]} {edge[1]}"), "ink", 2.2)


def basketball(board: Board) -> None:
    """A basketball."""
    ball = circle(50, 50, 41)
    board.solid(ball, "#EF8A3A")
    with board.inside(ball), board.placed(turn=-20):
        board.line(trace("M 50 0 L 50 100 M 0 50 L 100 50"), "ink", 3)
        for side in pair(curve((16, 8), (30, 50), (16, 92))):
            board.line(side, "ink", 3)
    board.line(curve((20, 40), (25, 29), (34, 21)), "#FBC48C", 4)


def guitar(board: Board) -> None:
    """A guitar."""
    with board.placed(turn=38, across=-4, down=4):
        board.solid(box(50, 12, 8, 60), "#5E3A2A", 0.3)
        board.solid(box(50, -14, 14, 16, 3), "#46302A", 0.3)
        for y in (-18, -11):
            for side in pair(circle(41, y, 2.4)):
                board.fill(side, "fog")
        board.solid(even((0, 36), (15, 38), (20, 48), (15, 58), (23, 70), (24, 84), (14, 97), (0, 99)), "#DB8B3E")
        board.fill(circle(50, 60, 9), "#4A2C20")
        board.line(circle(50, 60, 10.5), "#F7D59A", 1.6)
        board.fill(box(50, 84, 20, 5, 1.5), "#5E3A2A")
        for x in (47, 49, 51, 53):
            board.line(trace(f"M {x} -16 L {x} 84"), "#F4E9D2", 0.8)


def drum(board: Board) -> None:
    """A drum."""
    for stick in (trace("M 40 34 L 14 8"), trace("M 60 34 L 86 8")):
        board.line(stick, "#E8C08A", 5)
    for x in (13, 87):
        board.fill(circle(x, 8, 5.4), "#D9A25E")
    board.solid(trace("M 12 42 L 88 42 L 88 76 C 88 96 12 96 12 76 Z"), "#D8434B")
    for x in (12, 31, 50, 69):
        board.line(
            trace(
                f"M {x} {50 + (4 if x in (31, 50) else 0)} L {x + 9.5} 86 L {x + 19} {50 + (4 if x in (31, 12) else 0)}"
            ),
            "sun",
            2.2,
        )
    board.line(trace("M 12 78 C 12 97 88 97 88 78"), "sun", 4.4)
    board.solid(oval(50, 42, 38, 14), "#FFF5E0", 0.5, "#E8D8CC")
    board.line(oval(50, 42, 38, 14), "sun", 4)
    eyes(board, "happy", 41, 10, 3.6)
    mouth(board, "smile", 45, 4)


def bulb(board: Board) -> None:
    """A light bulb with an idea."""
    for x, y in ring_of(50, 40, 38.5, 9, 0):
        if y < 62:
            board.line(trace(f"M {50 + (x - 50) * 0.88} {40 + (y - 40) * 0.88} L {x} {y}"), "#FFE27A", 4)
    board.solid(
        trace("M 50 10 C 72 10 82 26 80 42 C 78 56 66 60 64 74 L 36 74 C 34 60 22 56 20 42 C 18 26 28 10 50 10 Z"),
        "#FFE27A",
        shade="#F5C24A",
    )
    board.solid(box(50, 80, 28, 16, 5), "#A9B4C6", 0.6)
    for y in (77, 83):
        board.line(trace(f"M 38 {y} L 62 {y}"), "slate", 2)
    board.fill(oval(50, 91, 8, 4), "slate")
    kind_face(board, 42, 11, 3.8)


def camera(board: Board) -> None:
    """A camera."""
    board.solid(trace("M 32 30 L 38 18 L 62 18 L 68 30 Z"), "#4A4658", 0.5)
    board.solid(box(50, 56, 86, 58, 10), "#5B566E")
    board.fill(box(50, 44, 86, 10), "#E9DFCB")
    board.fill(box(20, 27, 16, 6, 2), "coral")
    board.solid(circle(50, 58, 25), "#E9E6F0", 0.6)
    board.fill(circle(50, 58, 19), "ink")
    board.solid(circle(50, 58, 13), "#3D6FB5", 0.7)
    board.fill(circle(45, 53, 4), "white", 0.85)
    board.fill(circle(84, 38, 3.4), "#FFD84D")


def book(board: Board) -> None:
    """An open book."""
    with board.placed(scale=0.9, down=-1):
        _pages(board)


def _pages(board: Board) -> None:
    board.solid(trace("M 2 26 L 98 26 L 98 88 L 2 88 Z"), "#8C3A4E", 0.6)
    for page in pair(trace("M 50 28 C 40 18 20 16 7 20 L 7 80 C 20 76 40 78 50 88 Z")):
        board.solid(page, "milk", 0.4, "#E5D7CB")
    board.line(trace("M 50 28 L 50 88"), "#CDB9AE", 2)
    for y in (34, 44, 54, 64):
        for side in pair(curve((15, y - 3), (28, y - 3), (42, y + 2))):
            board.line(side, "#C9B6AD", 2.6)
    board.fill(polygon((66, 20), (78, 18), (78, 52), (72, 46), (66, 53)), "#F2B632")


def gamepad(board: Board) -> None:
    """A gamepad."""
    board.line(curve((50, 30), (48, 18), (58, 8)), "ink", 3.4)
    board.solid(
        trace(
            "M 24 28 L 76 28 C 92 28 97 52 98 70 C 98 84 84 86 78 76 L 70 66 L "
            "30 66 L 22 76 C 16 86 2 84 2 70 C 3 52 8 28 24 28 Z"
        ),
        "white",
        shade="#CDD2E4",
    )
    board.fill(union(box(28, 47, 20, 7, 2), box(28, 47, 7, 20, 2)), "#4A4658")
    for x, y, colour in ((72, 38, "sun"), (72, 56, "green"), (63, 47, "sky"), (81, 47, "coral")):
        board.solid(circle(x, y, 5), colour, 0.3)
    eyes(board, "dot", 48, 5, 2.2)
    mouth(board, "smile", 53, 3.6)


def record(board: Board) -> None:
    """A record."""
    board.solid(circle(50, 50, 44), "ink", shade="#1F1B29")
    for r in (37, 31, 25):
        board.line(circle(50, 50, r), "#4A4558", 1.4)
    for turn in (0, 180):
        board.fill(turned(polygon((50, 50), (30, 10), (44, 6)), turn), "white", 0.14)
    board.solid(circle(50, 50, 18), "coral", 0.6)
    eyes(board, "happy", 47, 7, 3)
    mouth(board, "smile", 52, 4)
    board.fill(circle(50, 50, 1.6), "ink")


def trophy(board: Board) -> None:
    """A cup won."""
    for side in pair(trace("M 28 22 C 8 16 8 50 34 52")):
        board.line(side, "#E29B22", 6)
    board.solid(box(50, 72, 12, 18), "#E29B22", 0.4)
    board.solid(trace("M 24 12 L 76 12 C 78 44 70 62 50 66 C 30 62 22 44 24 12 Z"), "#FBC93C", shade="#E8A52A")
    board.solid(box(50, 86, 46, 16, 4), "#6E4430", 0.6)
    board.fill(star(50, 36, 14, 6.4, 5), "#FFF3C4")


def die(board: Board) -> None:
    """A die showing five, tumbling."""
    with board.placed(turn=-14):
        board.solid(box(50, 50, 70, 70, 16), "white", shade="#D4D4EA")
        for x, y in ((32, 32), (68, 32), (50, 50), (32, 68), (68, 68)):
            board.solid(circle(x, y, 7.6), "#E2464B", 0.3)


def clock(board: Board) -> None:
    """An alarm clock."""
    for side in pair(circle(24, 20, 13)):
        board.solid(side, "#F2B632", 0.5)
    for side in pair(trace("M 28 82 L 20 94")):
        board.line(side, "ink", 6)
    board.solid(circle(50, 54, 38), "#2C9AA3")
    board.solid(circle(50, 54, 30), "#FFF8EA", 0.5, "#E5DCD6")
    for x, y in ring_of(50, 54, 25, 12):
        board.fill(circle(x, y, 1.6), "#8F98A8")
    board.line(trace("M 50 54 L 50 36"), "ink", 4)
    board.line(trace("M 50 54 L 63 60"), "#E2464B", 4)
    board.fill(circle(50, 54, 3.6), "ink")
    board.line(trace("M 50 16 L 50 8 M 44 7 L 56 7"), "ink", 4)
