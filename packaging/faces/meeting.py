"""Places and things of groups of people: the pictures for rooms."""

from faces.board import Board
from faces.shapes import box, circle, curve, oval, pair, polygon, star, trace


def bubbles(board: Board) -> None:
    """Two speech bubbles."""
    board.solid(
        trace("M 40 58 L 84 58 C 90 58 94 62 94 68 L 94 78 C 94 84 90 88 84 88 L 82 98 L 72 88 L 50 88 Z"), "sun"
    )
    board.solid(
        trace(
            "M 18 12 L 70 12 C 77 12 82 17 82 24 L 82 52 C 82 59 77 64 70 64 L 40 64 L 22 80 L 24 64 "
            "L 18 64 C 11 64 6 59 6 52 L 6 24 C 6 17 11 12 18 12 Z"
        ),
        "white",
        shade="#D4D4EA",
    )
    for x in (26, 44, 62):
        board.solid(circle(x, 38, 6), "violet", 0.3)


def village(board: Board) -> None:
    """Three houses side by side."""
    for x, top, wall, roof in ((22, 44, "#F5D9A6", "teal"), (78, 44, "#F3C6B4", "violet"), (50, 30, "milk", "red")):
        board.solid(box(x, (top + 90) / 2, 32, 90 - top), wall, 0.6)
        board.solid(polygon((x - 22, top + 2), (x, top - 22), (x + 22, top + 2)), roof, 0.6)
        board.fill(circle(x, top - 6, 3.6), "#FFF3C4")
        board.solid(trace(f"M {x - 6} 90 L {x - 6} 72 C {x - 6} 64 {x + 6} 64 {x + 6} 72 L {x + 6} 90 Z"), "brown", 0.3)
    for x in (41, 59):
        board.fill(box(x, 48, 9, 11, 1.5), "#8ECBF0")
    board.solid(box(50, 94, 110, 12), "green", 0.3)


def campfire(board: Board) -> None:
    """A fire on two logs."""
    board.solid(
        trace(
            "M 50 6 C 56 22 80 34 80 58 C 80 76 66 84 50 84 C 34 84 20 76 20 58 C 20 46 28 40 32 28 "
            "C 36 34 38 38 40 42 C 44 32 48 20 50 6 Z"
        ),
        "orange",
    )
    board.solid(
        trace("M 52 36 C 54 46 68 52 68 66 C 68 78 60 82 50 82 C 40 82 32 76 32 66 C 32 56 48 50 52 36 Z"),
        "#FFD04A",
        0.6,
        "#F7B53A",
    )
    board.fill(
        trace("M 50 60 C 52 66 58 68 58 75 C 58 80 54 82 50 82 C 46 82 42 80 42 75 C 42 69 48 66 50 60 Z"), "#FFF3C4"
    )
    for turn in (14, -14):
        log = box(50, 86, 76, 12, 6, turn)
        board.solid(log, "brown", 0.5)
    for x in (14, 86):
        board.fill(circle(x, 77, 3.4), "sand")


def globe(board: Board) -> None:
    """A globe on a stand."""
    board.line(trace("M 24 14 C 0 44 8 82 46 88 C 66 91 80 82 88 70"), "#C98A2E", 5)
    board.solid(box(48, 93, 44, 8, 4), "#C98A2E", 0.4)
    ball = circle(52, 46, 36)
    board.solid(ball, "#4FA3E3", shade="#3A7FC4")
    with board.inside(ball):
        for land in (
            "M 20 22 C 34 12 52 14 54 24 C 56 32 44 32 42 40 C 40 50 32 52 28 46 C 24 40 14 36 20 22 Z",
            "M 38 54 C 48 50 58 56 56 66 C 54 76 48 82 44 78 C 40 72 34 60 38 54 Z",
            "M 66 20 C 78 20 92 30 92 46 C 88 60 76 58 74 48 C 72 40 62 40 62 30 C 62 24 62 20 66 20 Z",
        ):
            board.solid(trace(land), "#7CC66B", 0.3)
    board.fill(oval(40, 28, 8, 4.6, -35), "white", 0.45)


def school(board: Board) -> None:
    """A school with a clock and a flag."""
    board.line(trace("M 50 26 L 50 4"), "slate", 2.6)
    board.solid(polygon((51, 4), (70, 9), (51, 15)), "coral", 0.3)
    board.solid(box(50, 68, 92, 44), "#F2B48A", 0.6)
    board.solid(box(50, 94, 108, 12), "forest", 0.3)
    board.solid(box(50, 62, 36, 56), "#FBE3C4", 0.6)
    board.solid(polygon((26, 40), (50, 22), (74, 40)), "red", 0.6)
    board.solid(circle(50, 48, 9), "white", 0.4, "#D4D4EA")
    board.line(trace("M 50 48 L 50 43 M 50 48 L 54 50"), "ink", 2)
    board.solid(trace("M 41 90 L 41 74 C 41 64 59 64 59 74 L 59 90 Z"), "brown", 0.4)
    for window in (box(17, 60, 13, 11, 1.5), box(17, 77, 13, 11, 1.5)):
        for side in pair(window):
            board.fill(side, "#8ECBF0")


def notes(board: Board) -> None:
    """Two notes of a song."""
    board.solid(polygon((34, 18), (84, 8), (84, 24), (34, 34)), "white", 0.4, "#CDD2E4")
    for x, top, y in ((34, 20, 76), (80, 10, 66)):
        board.fill(box(x + 2, (top + y) / 2, 7, y - top, 2), "white")
        board.solid(oval(x - 8, y, 15, 11, -18), "white", 0.6, "#CDD2E4")
    for x, y in ((14, 26), (92, 88), (56, 92)):
        board.fill(star(x, y, 7, 3, 4), "#FFE27A")


def palette(board: Board) -> None:
    """A painter's palette with a brush."""
    board.solid(
        trace(
            "M 48 16 C 76 14 96 32 94 54 C 92 66 80 66 72 64 C 62 62 56 70 62 78 C 68 88 60 92 48 92 "
            "C 24 92 6 76 6 54 C 6 32 24 18 48 16 Z"
        ),
        "#E8C08A",
    )
    for x, y, colour in (
        (24, 62, "#E2464B"),
        (22, 42, "#FBC93C"),
        (38, 28, "#4FAE79"),
        (58, 28, "#3D8BDB"),
        (76, 42, "violet"),
    ):
        board.solid(circle(x, y, 7.4), colour, 0.3)
    with board.placed(across=2, down=4, turn=38):
        board.solid(box(50, 40, 5.4, 62, 2.6), "brown", 0.3)
        board.fill(box(50, 74, 7.4, 10), "#C9CEDA")
        board.fill(trace("M 46 78 L 54 78 C 56 86 53 92 50 98 C 47 92 44 86 46 78 Z"), "pink")


def table(board: Board) -> None:
    """A round table, laid for four, from above."""
    for x, y in ((50, 9), (50, 91), (9, 50), (91, 50)):
        board.solid(box(x, y, 24, 24, 9), "coral", 0.4)
    board.solid(circle(50, 50, 38), "#D9A066")
    board.line(circle(50, 50, 31), "#C58A50", 1.6)
    for x, y in ((50, 27), (50, 73), (27, 50), (73, 50)):
        board.solid(circle(x, y, 9.6), "white", 0.4, "#D4D4EA")
        board.line(circle(x, y, 5.6), "#C9CEDA", 1.4)
    board.solid(circle(50, 50, 9.6), "green", 0.4)
    board.fill(star(50, 50, 7, 3.4, 6), "#FFF3C4")
    board.line(curve((31, 31), (34, 28), (38, 27)), "#F0C493", 2.4)
