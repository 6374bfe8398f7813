"""Birds, water animals and small creatures."""

from faces.board import Board
from faces.colours import mixed, shade_of
from faces.features import cheeks, dot, eyes, mouth
from faces.shapes import blob, circle, curve, even, oval, pair, polygon, star, trace, union


def beak(board: Board, y: float, wide: float, deep: float, colour: str = "sun") -> None:
    """A short beak seen from the front, its upper half over the lower."""
    board.fill(
        trace(f"M {50 - wide * 0.7} {y} Q 50 {y + deep * 1.5} {50 + wide * 0.7} {y} Z"), shade_of(shade_of(colour))
    )
    board.solid(
        trace(f"M {50 - wide} {y} Q 50 {y - deep * 1.1} {50 + wide} {y} Q 50 {y + deep * 1.2} {50 - wide} {y} Z"),
        colour,
        0.4,
    )


def penguin(board: Board) -> None:
    """An emperor's chick of our own: slate down, a heart-shaped face and a striped muffler."""
    board.solid(even((0, 12), (20, 18), (31, 36), (34, 62), (40, 104), (0, 106)), "#566B8F")
    for side in pair(blob((15, 72), (4, 84), (3, 99), (13, 98), (20, 86))):
        board.solid(side, "#465878", 0.5)
    board.fill(union(circle(38, 46, 17), circle(62, 46, 17), even((0, 44), (26, 54), (0, 74))), "white")
    board.fill(even((0, 76), (20, 82), (26, 104), (0, 106)), "white")
    eyes(board, "dot", 45, 12, 4.4)
    cheeks(board, 55, 18, 5)
    beak(board, 54, 7, 7, "orange")
    board.solid(even((0, 69), (28, 67), (31, 74), (26, 81), (0, 84)), "teal", 0.7)
    board.solid(polygon((60, 78), (72, 76), (75, 98), (63, 99)), "teal", 0.6)
    for x in (32, 46, 60):
        board.line(trace(f"M {x} 71 L {x + 4} 81"), "milk", 3)


def owl(board: Board, feathers: str, belly: str, iris: str) -> None:
    """An owl, wide awake."""
    for side in pair(polygon((20, 12), (48, 24), (22, 40))):
        board.solid(side, feathers, 0.5)
    board.solid(even((0, 18), (24, 24), (34, 42), (36, 66), (32, 104), (0, 106)), feathers)
    board.fill(even((0, 66), (20, 72), (24, 104), (0, 106)), belly)
    for row in (78, 88, 97):
        for x in (36, 45.5, 55, 64) if row != 88 else (41, 50, 59):
            board.line(curve((x - 3.4, row), (x, row + 3), (x + 3.4, row)), shade_of(shade_of(belly)), 1.8)
    for x in (35, 65):
        board.solid(circle(x, 45, 17), belly, 0.5)
        board.fill(circle(x, 45, 11.5), iris)
        dot(board, x, 45, 7)
    board.solid(polygon((44, 52), (56, 52), (50, 66)), "orange", 0.4)


def chick(board: Board) -> None:
    """A chick half out of the egg."""
    board.line(trace("M 50 18 C 46 12 46 8 42 6 M 50 18 C 51 10 54 8 57 7"), "sun", 3.2)
    board.solid(circle(50, 48, 33), "#FBD34D")
    eyes(board, "dot", 44, 14, 4.6)
    cheeks(board, 54, 21, 5)
    beak(board, 53, 7, 6, "orange")
    board.solid(
        trace(
            "M 13 62 L 24 72 L 34 61 L 44 72 L 55 61 L 66 72 L 77 61 L 87 64 C 87 86 74 97 50 97 C 26 97 13 86 13 62 Z"
        ),
        "white",
        shade="#DADBE8",
    )


def duck(board: Board) -> None:
    """A drake."""
    board.solid(even((0, 84), (26, 90), (42, 104), (0, 106)), "#9A6A4A")
    board.fill(even((0, 76), (20, 82), (22, 86), (0, 88)), "white")
    board.solid(even((0, 12), (20, 18), (30, 36), (28, 58), (20, 80), (0, 82)), "#2F8F5B")
    for x in (36, 64):
        board.fill(circle(x, 40, 6), "white")
        dot(board, x, 40, 4.2)
    board.fill(blob((28, 62), (50, 66), (72, 62), (62, 74), (38, 74)), "#D98A1F")
    board.solid(blob((50, 48), (64, 54), (78, 58), (74, 66), (50, 68), (26, 66), (22, 58), (36, 54)), "sun", 0.6)
    for side in pair(oval(45.5, 56, 1.2, 2)):
        board.fill(side, "#A3670F")


def parrot(board: Board) -> None:
    """A macaw."""
    board.solid(even((0, 78), (28, 76), (40, 104), (0, 106)), "#2F78C9")
    board.solid(even((0, 12), (22, 18), (33, 40), (31, 66), (26, 90), (0, 96)), "red")
    board.line(trace("M 46 14 C 44 8 40 6 36 6 M 52 13 C 53 6 57 4 61 5"), "red", 4)
    for side in pair(oval(34, 45, 12, 14, 12)):
        board.fill(side, "white")
    for x in (35.5, 64.5):
        dot(board, x, 43, 4.2)
        for y in (51, 55):
            board.line(curve((x - 4, y), (x, y + 1.2), (x + 4, y)), "#D9A0A3", 1.1)
    board.solid(trace("M 38 52 C 38 40 62 40 62 52 C 62 64 56 76 50 80 C 44 76 38 64 38 52 Z"), "coal", 0.8)
    board.line(curve((43, 50), (46, 46), (50, 45)), "#8A8598", 2)


def toucan(board: Board) -> None:
    """A toucan in profile."""
    board.solid(
        blob((8, 104), (10, 56), (18, 28), (38, 14), (58, 24), (62, 48), (56, 76), (54, 104)), "ink", shade="#1A1724"
    )
    board.fill(blob((30, 104), (30, 62), (42, 46), (58, 52), (56, 78), (52, 104)), "white")
    board.solid(trace("M 52 26 C 72 12 92 24 97 48 C 98 56 95 60 92 58 C 84 52 70 52 54 52 Z"), "orange")
    board.fill(trace("M 88 28 C 94 34 97 42 97 48 C 98 56 95 60 92 58 C 90 48 88 40 88 28 Z"), "ink")
    board.line(curve((54, 42), (70, 39), (88, 43)), shade_of(shade_of("orange")), 1.8)
    board.fill(circle(42, 35, 8.4), "sky")
    dot(board, 42, 35, 5)


def flamingo(board: Board) -> None:
    """A flamingo, neck in a bow."""
    board.solid(oval(62, 82, 36, 22), "#F2849B")
    board.solid(blob((62, 74), (80, 68), (98, 76), (92, 90), (74, 92)), "#E8647F", 0.6)
    board.line(trace("M 40 82 C 12 76 24 54 40 48 C 52 42 54 32 50 26"), shade_of("#F2849B"), 14)
    board.line(trace("M 39 82 C 11 76 23 54 39 48 C 51 42 53 32 49 26"), "#F2849B", 12)
    board.solid(oval(45, 22, 15, 13, -10), "#F2849B", 0.6)
    board.solid(trace("M 32 18 C 22 18 14 24 13 38 C 20 38 27 34 34 30 Z"), "milk", 0.5)
    board.fill(trace("M 17 27 C 14 30 13 34 13 38 C 17 38 21 36 24 34.5 Z"), "ink")
    dot(board, 43, 19, 3.8)


def frog(board: Board, skin: str = "#6DBE58") -> None:
    """A frog."""
    for side in pair(circle(30, 31, 16)):
        board.solid(side, skin, 0.7)
    board.solid(even((0, 30), (24, 36), (39, 52), (38, 68), (26, 83), (0, 87)), skin)
    board.fill(even((0, 70), (22, 76), (28, 78), (16, 85), (0, 87)), mixed(skin, "#FFFFC8", 0.55))
    for x in (30, 70):
        board.fill(circle(x, 31, 10.5), "white")
        dot(board, x, 31.5, 6)
    for side in pair(oval(46, 53, 1.3, 1.8)):
        board.fill(side, shade_of(shade_of(skin)))
    cheeks(board, 60, 28, 6)
    board.line(curve((26, 61), (36, 69), (50, 71.5), (64, 69), (74, 61)), "ink", 3)


def turtle(board: Board) -> None:
    """A turtle on the walk."""
    for x in (26, 62):
        board.solid(oval(x, 78, 9, 11), "#8FC46A", 0.5)
    board.solid(blob((64, 64), (70, 44), (82, 34), (95, 42), (95, 58), (84, 70), (72, 78)), "#A2D67B", 0.8)
    board.solid(trace("M 4 74 C 4 40 22 22 42 22 C 62 22 78 42 78 74 Q 42 84 4 74 Z"), "#2F7F62")
    for x, y, r in ((42, 50, 13), (20, 62, 8), (64, 62, 8), (28, 36, 7), (56, 36, 7)):
        board.fill(star(x, y, r, r * 0.87, 6, 0), "#57AA7D")
    board.line(curve((4, 74), (24, 79), (42, 80), (60, 79), (78, 74)), "#D9C877", 4.4)
    dot(board, 85, 47, 4.2)
    board.line(curve((84, 58), (89, 60), (94, 56)), "ink", 2.4)


def octopus(board: Board) -> None:
    """An octopus."""
    for x, out in ((24, -10), (38, -4), (62, 4), (76, 10)):
        board.line(
            curve((50 + (x - 50) * 0.6, 62), (x, 78), (x + out, 88), (x + out * 2.2, 83)), shade_of("#E0637F"), 11
        )
        board.line(
            curve((50 + (x - 50) * 0.6 - 1, 62), (x - 1, 77), (x + out - 1, 87), (x + out * 2.2 - 1, 82)),
            "#E0637F",
            9.4,
        )
    board.solid(even((0, 8), (22, 14), (33, 32), (30, 52), (27, 68), (0, 74)), "#EE7C93")
    for x, y, r in ((34, 22, 3.6), (43, 16, 2.4), (31, 32, 2.2)):
        board.fill(circle(x, y, r), "#F7A9B7")
    eyes(board, "wide", 46, 13, 4.6)
    cheeks(board, 58, 21, 5, "#C93A5C")
    mouth(board, "oh", 58, 7)


def crab(board: Board) -> None:
    """A crab with its claws up."""
    for y in (70, 78, 85):
        for side in pair(curve((30, y - 4), (16, y), (10, y + 8))):
            board.line(side, "#C23A33", 4.4)
    for side in pair(curve((26, 60), (14, 54), (16, 42))):
        board.line(side, "#D8483C", 7)
    for side in pair(trace("M 16 44 C 2 38 4 16 20 12 L 18 26 L 30 18 C 36 30 28 44 16 44 Z")):
        board.solid(side, "#E8574A", 0.6)
    for side in pair(trace("M 41 46 L 40 34")):
        board.line(side, "#D8483C", 4.4)
    board.solid(oval(50, 66, 33, 23), "#EE6352")
    for x in (39.5, 60.5):
        board.fill(circle(x, 33, 8), "white")
        dot(board, x, 33.5, 4.8)
    cheeks(board, 66, 20, 5, "#B3202C")
    mouth(board, "open", 65, 8)


def whale(board: Board) -> None:
    """A whale blowing."""
    board.line(trace("M 44 28 C 44 16 34 10 30 18 M 44 28 C 44 14 56 8 58 18"), "white", 4)
    board.solid(
        trace("M 70 64 C 84 60 84 48 78 40 C 86 38 90 42 91 46 C 93 41 97 40 100 42 C 100 66 92 80 74 88 Z"),
        "#2F6DB5",
        0.6,
    )
    body = blob((6, 60), (14, 38), (42, 28), (66, 42), (82, 66), (76, 84), (48, 92), (18, 88))
    board.solid(body, "#3F82CB")
    with board.inside(body):
        board.fill(blob((0, 72), (30, 72), (58, 80), (70, 100), (0, 104)), "ice")
        for x in (14, 24, 34, 44):
            board.line(curve((x, 76), (x + 4, 84), (x + 6, 96)), "#A5C0DA", 1.8)
    dot(board, 30, 60, 4.4)
    board.line(curve((8, 66), (16, 72), (24, 70)), "ink", 2.4)
    board.solid(blob((52, 68), (64, 72), (66, 84), (56, 82)), "#2F6DB5", 0.5)


def fish(board: Board) -> None:
    """A clownfish."""
    board.solid(blob((70, 52), (94, 30), (96, 52), (94, 76)), "orange", 0.6)
    board.solid(blob((30, 34), (48, 14), (66, 24), (70, 40)), "#E06A2C", 0.6)
    body = oval(45, 53, 38, 28)
    board.solid(body, "#F58A3C")
    with board.inside(body):
        for x, width in ((40, 9), (66, 7)):
            board.line(curve((x, 20), (x - 4, 52), (x, 86)), "ink", width + 4)
            board.line(curve((x, 20), (x - 4, 52), (x, 86)), "white", width)
    board.solid(blob((44, 58), (60, 62), (60, 76), (48, 74)), "#E06A2C", 0.5)
    board.fill(circle(23, 46, 7.4), "white")
    dot(board, 22.5, 46.5, 4.8)
    board.line(curve((9, 60), (15, 64), (22, 62)), "ink", 2.4)
    for x, y, r in ((8, 24, 4), (18, 14, 2.6)):
        board.line(circle(x, y, r), "white", 1.8)


def seal(board: Board) -> None:
    """A seal pup."""
    board.solid(even((0, 16), (22, 22), (34, 40), (35, 58), (40, 80), (44, 104), (0, 106)), "#EEF2F8", shade="#C3CDDE")
    eyes(board, "dot", 47, 16, 6)
    for side in pair(oval(33, 36, 3.2, 2)):
        board.fill(side, "#AAB6CB")
    for side in pair(oval(42.5, 64, 9.5, 8)):
        board.fill(side, "white")
        board.line(side, "#D3DBE8", 1)
    for x, y in ((38, 63), (42, 66), (38, 68)):
        for side in pair(circle(x, y, 1)):
            board.fill(side, "#8C98B0")
    board.fill(blob((44, 55), (50, 54), (56, 55), (50, 62)), "ink")
    mouth(board, "soft", 72, 5)
    cheeks(board, 62, 25, 5.5)


def snail(board: Board) -> None:
    """A snail."""
    for x in (72, 86):
        board.line(trace(f"M 80 54 L {x} 30"), "#E4B07A", 4.4)
    board.solid(
        blob((8, 84), (40, 78), (66, 74), (68, 54), (82, 46), (95, 58), (92, 80), (74, 92), (30, 93), (10, 91)),
        "#F0C28F",
    )
    board.solid(circle(42, 54, 32), "#D66A4E")
    board.line(trace("M 62 78 C 24 94 10 44 42 36 C 68 34 68 66 48 68 C 34 68 32 52 44 51"), "#FBD9A8", 5)
    for x in (72, 86):
        board.fill(circle(x, 28, 5.4), "white")
        dot(board, x, 28, 3.6)
    board.line(curve((78, 68), (84, 73), (90, 68)), "ink", 2.4)
    board.fill(oval(76, 64, 4, 2.8), "#F2707A", 0.5)


def bee(board: Board) -> None:
    """A bee."""
    for side in pair(oval(24, 38, 13, 22, -38)):
        board.solid(side, "#E8F4FB", 0.6, "#C5DCEC")
    body = even((0, 22), (20, 28), (28, 46), (28, 66), (18, 84), (0, 93))
    board.solid(body, "#FBC93C")
    with board.inside(body):
        for y in (68, 82):
            board.line(curve((18, y - 3), (50, y + 3), (82, y - 3)), "ink", 7)
    for side in pair(curve((42, 24), (37, 14), (30, 11))):
        board.line(side, "ink", 2.6)
    for side in pair(circle(29, 11, 3.8)):
        board.fill(side, "ink")
    eyes(board, "dot", 44, 12, 4.8)
    cheeks(board, 53, 19, 5)
    mouth(board, "smile", 52, 6)


def ladybird(board: Board) -> None:
    """A ladybird."""
    for side in pair(curve((42, 22), (36, 12), (29, 10))):
        board.line(side, "ink", 2.8)
    board.solid(even((0, 13), (17, 19), (23, 34), (0, 46)), "ink", shade="#1A1724")
    shell = even((0, 32), (24, 38), (37, 56), (30, 80), (0, 91))
    board.solid(shell, "#E5443F")
    board.line(trace("M 50 34 L 50 90"), "ink", 2.8)
    for spot in ((34, 50, 6.4), (27, 66, 5.2), (40, 72, 6)):
        for side in pair(circle(*spot)):
            board.fill(side, "ink")
    for x in (41, 59):
        board.fill(circle(x, 24, 5.4), "white")
        dot(board, x, 24.5, 3.4)


def butterfly(board: Board) -> None:
    """A butterfly."""
    for wing, spot in zip(
        pair(blob((48, 46), (36, 18), (12, 10), (4, 28), (12, 48), (34, 54))), pair(circle(20, 28, 6.5)), strict=True
    ):
        board.solid(wing, "#7C5BD6", 0.7)
        board.fill(spot, "#FBD34D")
    for wing, spot in zip(
        pair(blob((48, 52), (28, 54), (14, 66), (20, 88), (36, 84), (46, 68))), pair(circle(28, 72, 5)), strict=True
    ):
        board.solid(wing, "#EA7FA8", 0.7)
        board.fill(spot, "white")
    for side in pair(curve((48, 30), (44, 16), (36, 10))):
        board.line(side, "ink", 2.4)
    board.solid(even((0, 36), (5, 42), (5, 70), (0, 84)), "ink", 0.3, "#1A1724")
    board.solid(circle(50, 33, 10.5), "#3D3650", 0.4)
    for x in (46, 54):
        board.fill(circle(x, 32, 3), "white")
        board.fill(circle(x, 32.4, 1.7), "ink")
    board.line(curve((47, 37), (50, 39), (53, 37)), "white", 1.5)


def rooster(board: Board) -> None:
    """A rooster."""
    board.fill(union(circle(38, 17, 8), circle(50, 12, 9), circle(62, 17, 8), oval(50, 22, 16, 8)), "red")
    board.solid(even((0, 20), (20, 26), (28, 44), (32, 74), (42, 104), (0, 106)), "milk", shade="#DCD3D6")
    eyes(board, "dot", 43, 14, 4.4)
    for side in pair(oval(45.5, 71, 5, 9, 12)):
        board.fill(side, "red")
    beak(board, 55, 10, 9)
    cheeks(board, 54, 20, 4.6)
