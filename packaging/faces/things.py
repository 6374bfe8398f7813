"""Things to play, travel and live with."""

from faces.board import Board
from faces.colours import mixed, shade_of
from faces.features import cheeks, eyes, kind_face, mouth
from faces.shapes import (blob, box, circle, curve, even, oval, pair, polygon, ring_of, star, trace, turned, union,
                          with_hole)


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
        board.solid(trace("M 50 -2 C 66 12 70 34 68 52 C 67 64 63 74 60 79 L 40 79 C 37 74 33 64 32 52 C 30 34 34 12 50 -2 Z"), "white",
                    shade="#CDD2E4")
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
        board.line(trace(f"M {x} {50 + (4 if x in (31, 50) else 0)} L {x + 9.5} 86 L {x + 19} {50 + (4 if x in (31, 12) else 0)}"), "sun", 2.2)
    board.line(trace("M 12 78 C 12 97 88 97 88 78"), "sun", 4.4)
    board.solid(oval(50, 42, 38, 14), "#FFF5E0", 0.5, "#E8D8CC")
    board.line(oval(50, 42, 38, 14), "sun", 4)
    eyes(board, "happy", 41, 10, 3.6)
    mouth(board, "smile", 45, 4)


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
    for pane in (trace("M 29 48 C 30 34 34 29 42 29 L 47 29 L 47 48 Z"), trace("M 53 29 L 58 29 C 67 29 71 36 74 48 L 53 48 Z")):
        board.fill(pane, "#CFECF7")
    board.solid(trace("M 4 72 C 3 56 8 50 20 48 L 82 48 C 94 50 97 58 96 72 Q 96 77 90 77 L 10 77 Q 4 77 4 72 Z"), "#F26D5B")
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
    board.solid(trace("M 20 84 L 20 34 C 20 14 34 8 50 8 C 66 8 80 14 80 34 L 80 84 Q 50 92 20 84 Z"), "white", shade="#CDD2E4")
    board.solid(trace("M 28 40 L 28 34 C 28 22 36 17 50 17 C 64 17 72 22 72 34 L 72 40 Q 50 48 28 40 Z"), "#2B3560", 0.4)
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


def bulb(board: Board) -> None:
    """A light bulb with an idea."""
    for x, y in ring_of(50, 40, 46, 9, 0):
        if y < 62:
            board.line(trace(f"M {50 + (x - 50) * 0.88} {40 + (y - 40) * 0.88} L {x} {y}"), "#FFE27A", 4)
    board.solid(trace("M 50 10 C 72 10 82 26 80 42 C 78 56 66 60 64 74 L 36 74 C 34 60 22 56 20 42 C 18 26 28 10 50 10 Z"), "#FFE27A",
                shade="#F5C24A")
    board.solid(box(50, 80, 28, 16, 5), "#A9B4C6", 0.6)
    for y in (77, 83):
        board.line(trace(f"M 38 {y} L 62 {y}"), "slate", 2)
    board.fill(oval(50, 91, 8, 4), "slate")
    kind_face(board, 42, 11, 3.8)


def umbrella(board: Board) -> None:
    """An umbrella in the rain."""
    board.line(trace("M 50 44 L 50 82 C 50 96 32 96 32 84"), "brown", 5)
    cover = trace("M 4 54 C 4 24 26 10 50 10 C 74 10 96 24 96 54 Q 88 46 80.5 54 Q 73 46 65 54 Q 58 46 50 54 Q 42 46 35 54 Q 27 46 19.5 54 Q 12 46 4 54 Z")
    board.solid(cover, "#F2B632")
    with board.inside(cover):
        board.fill(trace("M 50 8 C 36 20 32 40 35 62 L 65 62 C 68 40 64 20 50 8 Z"), "#F0705F")
    board.line(trace("M 50 4 L 50 11"), "brown", 4)
    for x, y in ((14, 70), (24, 86), (70, 72), (84, 82), (72, 94), (92, 66)):
        board.line(trace(f"M {x} {y} L {x - 2.4} {y + 7}"), "white", 3)


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
    board.solid(trace("M 24 28 L 76 28 C 92 28 97 52 98 70 C 98 84 84 86 78 76 L 70 66 L 30 66 L 22 76 C 16 86 2 84 2 70 C 3 52 8 28 24 28 Z"),
                "white", shade="#CDD2E4")
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


def gift(board: Board) -> None:
    """A present."""
    for side in pair(trace("M 50 32 C 28 32 18 22 26 12 C 36 4 48 16 50 32 Z")):
        board.solid(side, "#FBC93C", 0.5)
    board.solid(box(50, 70, 70, 48, 4), "#7F64C8")
    board.fill(box(50, 70, 15, 48), "#FBC93C")
    board.solid(box(50, 42, 82, 18, 4), "#9A80DD", 0.6)
    board.fill(box(50, 42, 16, 18), "#FFDB70")
    board.solid(circle(50, 30, 6.4), "#F2B632", 0.4)


def heart(board: Board) -> None:
    """A heart."""
    board.solid(trace("M 50 92 C 10 66 4 44 8 30 C 14 10 40 8 50 28 C 60 8 86 10 92 30 C 96 44 90 66 50 92 Z"), "#EF4D61")
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


def ghost(board: Board) -> None:
    """A friendly ghost."""
    board.solid(trace("M 50 8 C 74 8 84 26 84 50 L 86 88 C 82 98 76 92 72 86 C 68 96 58 98 56 88 C 54 98 44 98 42 88 C 40 98 30 96 28 86 "
                      "C 24 94 16 98 14 88 L 16 50 C 16 26 26 8 50 8 Z"), "white", shade="#D4D4EA")
    eyes(board, "dot", 42, 13, 5.6)
    cheeks(board, 54, 22, 5)
    board.fill(oval(50, 57, 5.4, 7), "#4D3270")
    board.fill(oval(50, 61, 3.4, 2.6), "#F0707E")


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


def cloud(board: Board) -> None:
    """A cloud over a rainbow."""
    for r, colour in ((44, "#F0705F"), (37, "#FBC93C"), (30, "#63B871"), (23, "#7F64C8")):
        board.line(trace(f"M {56 - r} 62 C {56 - r} {62 - r * 1.33} {56 + r} {62 - r * 1.33} {56 + r} 62"), colour, 7.4)
    board.solid(union(circle(28, 68, 19), circle(50, 60, 23), circle(72, 70, 18), box(50, 77, 76, 20, 10)), "white", shade="#CBDAEE")
    kind_face(board, 66, 12, 3.8)


def mountain(board: Board) -> None:
    """A mountain at sunrise."""
    board.fill(circle(70, 32, 18), "#FFD84D")
    board.solid(polygon((62, 40), (106, 100), (24, 100)), "#6F7FB8", 0.8)
    board.solid(polygon((38, 16), (86, 100), (-14, 100)), "#54639F")
    board.fill(polygon((38, 16), (54.5, 45), (46, 41), (40, 50), (32, 42), (20.5, 45)), "white")
    board.fill(trace("M 0 84 Q 24 74 50 86 Q 78 78 100 86 L 100 100 L 0 100 Z"), "#3F8F62")


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
    board.solid(trace("M 22 14 C 32 16 38 22 42 28 C 44 18 48 10 50 6 C 52 10 56 18 58 28 C 62 22 68 16 78 14 C 82 40 78 64 50 64 "
                      "C 22 64 18 40 22 14 Z"), "#E8507A")
    kind_face(board, 44, 10, 3.6)


def tree(board: Board) -> None:
    """A round tree in blossom."""
    board.solid(trace("M 43 58 L 57 58 C 57 78 60 88 66 96 L 34 96 C 40 88 43 78 43 58 Z"), "#7B4E36", 0.6)
    board.solid(union(circle(50, 30, 25), circle(27, 44, 20), circle(73, 44, 20), circle(40, 54, 17), circle(60, 54, 17)), "#F29DB6")
    for x, y in ((30, 36), (44, 20), (62, 24), (74, 40), (36, 56), (64, 58), (22, 48)):
        board.fill(star(x, y, 5, 2.8, 5), "#FFE3EC")
    kind_face(board, 40, 10, 3.6)


def bamboo(board: Board) -> None:
    """A lucky bonsai pine in a blue dish."""
    board.line(curve((50, 80), (42, 66), (56, 54), (48, 38)), "#7B4E36", 9)
    board.line(curve((52, 58), (64, 54), (72, 50)), "#7B4E36", 5.6)
    for x, y, r in ((46, 26, 26), (76, 46, 19), (24, 54, 18)):
        board.solid(union(oval(x, y, r, r * 0.52), circle(x - r * 0.3, y - r * 0.3, r * 0.5), circle(x + r * 0.3, y - r * 0.24, r * 0.46)), "#3F8F62", 0.7)
    board.solid(trace("M 14 76 L 86 76 C 84 90 78 95 70 95 L 30 95 C 22 95 16 90 14 76 Z"), "#3D6FB5")
    board.solid(box(50, 76, 80, 8, 3), "#5A8DD2", 0.4)
    board.fill(oval(28, 86, 4, 5), "white", 0.25)


def fan(board: Board) -> None:
    """A folding fan."""
    ribs = ring_of(50, 84, 60, 40, -63)[:15]
    leaf = trace("M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in ribs) + " L 68 76 L 50 66 L 32 76 Z")
    board.solid(leaf, "#FFF0DC", shade="#E8D2C6")
    with board.inside(leaf):
        board.fill(circle(64, 42, 10), "#E2464B")
        for x, y in ((14, 66), (34, 60), (54, 66), (74, 60)):
            board.fill(oval(x, y, 16, 8), "#3D8BDB" if y == 60 else "#8ECBF0")
        for x, y in ribs[1:-1]:
            board.line(trace(f"M 50 84 L {x} {y}"), "#D9B9A5", 1.1)
    for x, y in (ribs[0], ribs[-1]):
        board.line(trace(f"M 50 86 L {x} {y}"), "#7B4E36", 4.4)
    for x, _ in ((36, 0), (43, 0), (50, 0), (57, 0), (64, 0)):
        board.line(trace(f"M 50 88 L {x} 74"), "#A5714A", 2.6)
    board.fill(circle(50, 88, 4), "#F2B632")
    board.line(trace("M 50 90 L 50 100"), "#E2464B", 3)


def kite(board: Board) -> None:
    """A kite in the wind."""
    board.line(curve((34, 70), (24, 78), (30, 88), (16, 96)), "#6B5A6E", 2)
    for x, y, turn in ((25, 78, 30), (29, 87, -30)):
        board.fill(turned(union(polygon((x, y), (x - 8, y - 5), (x - 8, y + 5)), polygon((x, y), (x + 8, y - 5), (x + 8, y + 5))), turn, x, y), "#FBC93C")
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
