"""Plants, and what comes with a season."""

from faces.board import Board
from faces.colours import shade_of
from faces.features import cheeks, eyes, kind_face, mouth
from faces.shapes import blob, box, circle, curve, even, oval, pair, polygon, ring_of, star, trace, turned, union


def cactus(board: Board) -> None:
    """A cactus in its pot."""
    for arm in (trace("M 30 58 C 14 58 12 48 14 38"), trace("M 70 50 C 86 50 88 40 86 28")):
        board.line(arm, shade_of("#58A866"), 13)
        board.line(arm.translated(-1, -1), "#58A866", 11)
    board.solid(box(50, 48, 38, 70, 19), "#63B871")
    for x, y in ((40, 26), (58, 30), (36, 62), (62, 62), (50, 20)):
        board.line(trace(f"M {x} {y} L {x} {y + 4}"), "#D7F0C2", 2)
    for x, y in ((48, 9), (55, 12), (42, 13)):
        board.fill(circle(x, y, 5), "pink")
    board.fill(circle(49, 12, 3), "sun")
    board.solid(trace("M 26 72 L 74 72 L 69 97 L 31 97 Z"), "#D2714B")
    board.solid(box(50, 71, 56, 10, 3), "#E58A5F", 0.5)
    kind_face(board, 44, 9, 3.4)


def sunflower(board: Board) -> None:
    """A sunflower."""
    board.line(trace("M 50 70 L 50 104"), "#3F8F4E", 6)
    for side in pair(blob((50, 96), (64, 82), (80, 82), (70, 96))):
        board.solid(side, "#57A84F", 0.4)
    for i in range(14):
        board.solid(turned(oval(50, 14, 7.4, 14), i * 360 / 14, 50, 44), "#FFC92E" if i % 2 else "#F7B01E", 0.3)
    board.solid(circle(50, 44, 24), "#8A5230", 0.7)
    eyes(board, "dot", 41, 10, 4, "#2C1A12")
    cheeks(board, 49, 14, 4.4, "#F2707A", 0.6)
    board.line(curve((44, 48), (50, 53), (56, 48)), "#2C1A12", 2.8)


def tulip(board: Board) -> None:
    """A tulip."""
    board.line(trace("M 50 58 L 50 104"), "#3F8F4E", 6)
    board.solid(blob((50, 98), (40, 70), (22, 54), (22, 80), (36, 98)), "#57A84F", 0.6)
    board.solid(blob((50, 98), (60, 76), (76, 62), (76, 84), (64, 98)), "#57A84F", 0.6)
    board.solid(
        trace(
            "M 22 14 C 32 16 38 22 42 28 C 44 18 48 10 50 6 C 52 10 56 18 "
            "58 28 C 62 22 68 16 78 14 C 82 40 78 64 50 64 "
            "C 22 64 18 40 22 14 Z"
        ),
        "#E8507A",
    )
    kind_face(board, 44, 10, 3.6)


def tree(board: Board) -> None:
    """A round tree in blossom."""
    board.solid(trace("M 43 58 L 57 58 C 57 78 60 88 66 96 L 34 96 C 40 88 43 78 43 58 Z"), "#7B4E36", 0.6)
    board.solid(
        union(circle(50, 30, 25), circle(27, 44, 20), circle(73, 44, 20), circle(40, 54, 17), circle(60, 54, 17)),
        "#F29DB6",
    )
    for x, y in ((30, 36), (44, 20), (62, 24), (74, 40), (36, 56), (64, 58), (22, 48)):
        board.fill(star(x, y, 5, 2.8, 5), "#FFE3EC")
    kind_face(board, 40, 10, 3.6)


def bamboo(board: Board) -> None:
    """A lucky bonsai pine in a blue dish."""
    board.line(curve((50, 80), (42, 66), (56, 54), (48, 38)), "#7B4E36", 9)
    board.line(curve((52, 58), (64, 54), (72, 50)), "#7B4E36", 5.6)
    for x, y, r in ((46, 26, 26), (76, 46, 19), (24, 54, 18)):
        board.solid(
            union(
                oval(x, y, r, r * 0.52),
                circle(x - r * 0.3, y - r * 0.3, r * 0.5),
                circle(x + r * 0.3, y - r * 0.24, r * 0.46),
            ),
            "#3F8F62",
            0.7,
        )
    board.solid(trace("M 14 76 L 86 76 C 84 90 78 95 70 95 L 30 95 C 22 95 16 90 14 76 Z"), "#3D6FB5")
    board.solid(box(50, 76, 80, 8, 3), "#5A8DD2", 0.4)
    board.fill(oval(28, 86, 4, 5), "white", 0.25)


def snowman(board: Board) -> None:
    """A snowman."""
    for side in pair(trace("M 24 64 L 6 48 M 12 54 L 4 58")):
        board.line(side, "brown", 3.4)
    board.solid(circle(50, 84, 32), "white", shade="#C6D3E8")
    board.solid(circle(50, 42, 25), "white", shade="#C6D3E8")
    board.solid(box(50, 12, 32, 20, 3), "coal", 0.6)
    board.fill(box(50, 18, 32, 6), "red")
    board.solid(box(50, 22, 52, 6, 3), "coal", 0.3)
    eyes(board, "dot", 38, 10, 3.6)
    board.solid(polygon((50, 42), (50, 50), (74, 49)), "orange", 0.3)
    mouth(board, "smile", 54, 7)
    board.solid(box(50, 66, 46, 9, 4.5), "red", 0.5)
    board.solid(box(64, 78, 10, 20, 3, -8), "red", 0.5)
    for y in (80, 92):
        board.fill(circle(46, y, 2.8), "ink")


def ghost(board: Board) -> None:
    """A friendly ghost."""
    board.solid(
        trace(
            "M 50 8 C 74 8 84 26 84 50 L 86 88 C 82 98 76 92 72 86 C 68 96 58 "
            "98 56 88 C 54 98 44 98 42 88 C 40 98 30 96 28 86 "
            "C 24 94 16 98 14 88 L 16 50 C 16 26 26 8 50 8 Z"
        ),
        "white",
        shade="#D4D4EA",
    )
    eyes(board, "dot", 42, 13, 5.6)
    cheeks(board, 54, 22, 5)
    board.fill(oval(50, 57, 5.4, 7), "#4D3270")
    board.fill(oval(50, 61, 3.4, 2.6), "#F0707E")


def heart(board: Board) -> None:
    """A heart."""
    board.solid(
        trace("M 50 92 C 10 66 4 44 8 30 C 14 10 40 8 50 28 C 60 8 86 10 92 30 C 96 44 90 66 50 92 Z"), "#EF4D61"
    )
    board.line(curve((17, 40), (18, 30), (27, 23)), "#FBA3AC", 4.6)
    kind_face(board, 47, 14, 4.2)


def starlet(board: Board) -> None:
    """A star."""
    points = [(50, 8), (61, 34), (92, 38), (69, 58), (76, 90), (50, 74), (24, 90), (31, 58), (8, 38), (39, 34)]
    shape = polygon(*points)
    board.line(shape, shade_of("#FFD23F"), 9)
    board.solid(shape, "#FFD23F", shade="#F5B52E")
    board.line(shape, "#FFD23F", 3)
    board.solid(shape, "#FFD23F", shade="#F5B52E")
    kind_face(board, 50, 9, 3.6)


def gift(board: Board) -> None:
    """A present."""
    for side in pair(trace("M 50 32 C 28 32 18 22 26 12 C 36 4 48 16 50 32 Z")):
        board.solid(side, "#FBC93C", 0.5)
    board.solid(box(50, 70, 70, 48, 4), "#7F64C8")
    board.fill(box(50, 70, 15, 48), "#FBC93C")
    board.solid(box(50, 42, 82, 18, 4), "#9A80DD", 0.6)
    board.fill(box(50, 42, 16, 18), "#FFDB70")
    board.solid(circle(50, 30, 6.4), "#F2B632", 0.4)


def umbrella(board: Board) -> None:
    """An umbrella in the rain."""
    board.line(trace("M 50 44 L 50 82 C 50 96 32 96 32 84"), "brown", 5)
    cover = trace(
        "M 4 54 C 4 24 26 10 50 10 C 74 10 96 24 96 54 Q 88 46 80.5 54 Q 73 46 65 54 "
        "Q 58 46 50 54 Q 42 46 35 54 Q 27 46 19.5 54 Q 12 46 4 54 Z"
    )
    board.solid(cover, "#F2B632")
    with board.inside(cover):
        board.fill(trace("M 50 8 C 36 20 32 40 35 62 L 65 62 C 68 40 64 20 50 8 Z"), "#F0705F")
    board.line(trace("M 50 4 L 50 11"), "brown", 4)
    for x, y in ((14, 70), (24, 86), (70, 72), (84, 82), (72, 94), (92, 66)):
        board.line(trace(f"M {x} {y} L {x - 2.4} {y + 7}"), "white", 3)


def lantern(board: Board) -> None:
    """A red lantern."""
    board.line(trace("M 50 2 L 50 14"), "#8F5A1E", 3)
    for x in (42, 50, 58):
        board.line(trace(f"M {x} 84 L {x + (x - 50) * 0.25} 98"), "#E8A92B", 3.4)
    body = even((0, 19), (24, 22), (38, 40), (38, 58), (24, 76), (0, 79))
    board.solid(body, "#DE3F3B")
    with board.inside(body):
        for wide in (13, 27):
            board.line(oval(50, 49, wide, 34), "#F2695A", 2.2)
    for y in (17, 81):
        board.solid(box(50, y, 32, 8, 2.4), "#F2B632", 0.4)
    kind_face(board, 48, 12, 4)


def fan(board: Board) -> None:
    """A folding fan."""
    ribs = ring_of(50, 80, 53, 40, -63)[:15]
    leaf = trace("M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in ribs) + " L 63 73 L 50 65 L 37 73 Z")
    board.solid(leaf, "#FFF0DC", shade="#E8D2C6")
    with board.inside(leaf):
        board.fill(circle(63, 44, 9), "#E2464B")
        for x, y in ((14, 66), (34, 60), (54, 66), (74, 60)):
            board.fill(oval(x, y, 16, 8), "#3D8BDB" if y == 60 else "#8ECBF0")
        for end in ribs[1:-1]:
            board.line(trace(f"M 50 80 L {end[0]} {end[1]}"), "#D9B9A5", 1.1)
    for end in (ribs[0], ribs[-1]):
        board.line(trace(f"M 50 83 L {end[0]} {end[1]}"), "#7B4E36", 4.4)
    for x in (40, 45, 50, 55, 60):
        board.line(trace(f"M 50 85 L {x} 72"), "#A5714A", 2.6)
    board.fill(circle(50, 85, 4), "#F2B632")
    board.line(trace("M 50 88 L 50 98"), "#E2464B", 3)
