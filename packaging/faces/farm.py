"""Portraits of hoofed and horned animals, and a few out of stories."""

from faces.beasts import ears, nose
from faces.board import Board
from faces.colours import shade_of
from faces.features import cheeks, dot, eyes, mouth
from faces.shapes import blob, circle, curve, even, oval, pair, polygon, ring_of, star, trace, union

_LONG_HEAD = even((0, 20), (18, 26), (26, 40), (21, 60), (22, 76), (12, 89), (0, 91))


def pig(board: Board) -> None:
    """A pig."""
    for side in pair(blob((24, 42), (14, 18), (34, 16), (44, 30), pull=0.9)):
        board.solid(side, "#E58C9C", 0.7)
    board.solid(even((0, 20), (20, 26), (34, 44), (36, 62), (26, 79), (0, 86)), "#F7B1B9")
    board.solid(oval(50, 65, 15, 11), "#EE8D9B", 0.5)
    for side in pair(oval(44.5, 65, 2.6, 4)):
        board.fill(side, "#A2455A")
    eyes(board, "dot", 49, 15, 4.2)
    cheeks(board, 62, 25, 5.5)
    mouth(board, "smile", 78, 5)


def cow(board: Board) -> None:
    """A cow, black and white."""
    for side in pair(trace("M 34 26 C 24 24 22 14 26 7 C 28 14 34 16 40 18 Z")):
        board.solid(side, "#E9D7B5", 0.4)
    ears(board, "leaf", "ink", "#E9A0A8", 33, 36)
    head = even((0, 17), (18, 23), (28, 38), (26, 60), (26, 76), (14, 89), (0, 91))
    board.solid(head, "white", shade="#D9DDEA")
    with board.inside(head):
        board.fill(blob((56, 10), (82, 16), (84, 54), (66, 60), (57, 42)), "ink")
    board.solid(oval(50, 74, 26, 16), "#F3B5B5", 0.7)
    for side in pair(oval(41, 71, 3, 4, 14)):
        board.fill(side, "#9C4A58")
    mouth(board, "smile", 79, 8)
    for x in (37, 63):
        board.fill(circle(x, 47, 6), "white")
        dot(board, x, 47, 4)


def sheep(board: Board) -> None:
    """A sheep in full wool."""
    wool = union(*(circle(x, y, 12) for x, y in ring_of(50, 46, 29, 13)), circle(50, 46, 30))
    board.solid(wool, "milk", shade="#D9D3DC")
    for side in pair(oval(22, 53, 13, 6, 16)):
        board.solid(side, "#57505F", 0.5)
    board.solid(even((0, 34), (16, 40), (21, 52), (17, 74), (8, 86), (0, 88)), "#6B6374", 0.8)
    board.fill(union(circle(40, 33, 9), circle(50, 30, 10), circle(60, 33, 9)), "milk")
    for x in (41, 59):
        board.fill(circle(x, 54, 5.2), "white")
        dot(board, x, 54, 3.6)
    nose(board, 72, 5, "#F0A3AE")
    mouth(board, "cat", 77, 7)


def goat(board: Board) -> None:
    """A goat with a beard."""
    for side in pair(trace("M 42 26 C 38 12 30 4 18 6 C 28 10 30 18 32 28 Z")):
        board.solid(side, "#6B5A4E", 0.5)
    ears(board, "leaf", "#EDE3D3", "#E9B6B0", 31, 40)
    board.solid(polygon((42, 82), (58, 82), (51, 99)), "#CFC2AE", 0.6)
    board.solid(even((0, 18), (18, 24), (24, 38), (18, 62), (17, 78), (9, 88), (0, 90)), "#F6EEE1", shade="#DDD0C4")
    for x in (37, 63):
        board.fill(circle(x, 48, 5.6), "sun")
        board.fill(oval(x, 48, 4, 2), "ink")
    nose(board, 72, 6, "#8C6A63")
    mouth(board, "cat", 78, 8)


def horse(board: Board, coat: str, mane: str, muzzle: str, horn: bool = False) -> None:
    """A horse; with a horn, a unicorn."""
    board.solid(blob((54, 8), (78, 20), (86, 50), (80, 84), (66, 92), (66, 50)), mane)
    for side in pair(blob((27, 32), (28, 6), (38, 12), (42, 24), pull=0.8)):
        board.solid(side, coat, 0.6)
    board.solid(_LONG_HEAD, coat)
    board.fill(even((0, 64), (16, 70), (22, 76), (13, 89), (0, 91)), muzzle)
    if not horn:
        board.fill(blob((50, 34), (54, 46), (50, 62), (46, 46)), "white")
    board.solid(blob((40, 16), (50, 12), (64, 18), (60, 38), (50, 46), (50, 30)), mane, 0.7)
    if horn:
        board.solid(polygon((50, -2), (56, 25), (44, 25)), "sun", 0.4)
        for y in (10, 16, 22):
            board.line(trace(f"M {50 - (y + 2) * 0.19} {y} L {50 + (y + 2) * 0.19} {y - 3}"), "orange", 1.4)
    eyes(board, "lash" if horn else "dot", 49, 16, 4.4)
    for side in pair(oval(42, 75, 2.2, 3, 12)):
        board.fill(side, shade_of(shade_of(muzzle)))
    mouth(board, "smile", 82, 7)
    if horn:
        cheeks(board, 60, 14, 4.6)


def zebra(board: Board) -> None:
    """A zebra."""
    for side in pair(blob((26, 34), (26, 10), (36, 14), (42, 26), pull=0.8)):
        board.solid(side, "white", 0.6, "#D9DDEA")
    board.fill(union(*(circle(50, y, 8) for y in (12, 18, 24))), "ink")
    board.solid(_LONG_HEAD, "white", shade="#D9DDEA")
    with board.inside(_LONG_HEAD):
        for y, drop in ((28, 5), (37, 5), (57, 3), (64, 2)):
            for side in pair(curve((14, y - 2), (34, y + drop), (44, y + drop + 3))):
                board.line(side, "ink", 3.6)
        board.line(trace("M 50 20 L 50 48"), "ink", 4)
        board.fill(even((0, 69), (16, 75), (24, 78), (13, 92), (0, 93)), "ink")
    for x in (34.5, 65.5):
        dot(board, x, 49, 4.4)
    for side in pair(oval(42, 78, 2.2, 3, 12)):
        board.fill(side, "#6A6478")
    board.line(curve((43, 84), (50, 87), (57, 84)), "#8F889C", 2.2)


def giraffe(board: Board) -> None:
    """A giraffe."""
    for side in pair(trace("M 40 24 L 38 8")):
        board.line(side, "#E0A94A", 5)
    for side in pair(circle(38, 7, 5)):
        board.solid(side, "brown", 0.4)
    ears(board, "leaf", "#F0C15E", "#E9A77E", 31, 31)
    board.solid(_LONG_HEAD, "#F4CB6A")
    with board.inside(_LONG_HEAD):
        for x, y, r in (
            (50, 27, 6),
            (33, 34, 5),
            (67, 34, 5),
            (43, 42, 3.6),
            (57, 42, 3.6),
            (28, 58, 5),
            (72, 58, 5),
            (50, 55, 4.4),
        ):
            board.fill(star(x, y, r, r * 0.82, 5, x), "#B8722F")
        board.fill(even((0, 64), (18, 70), (24, 78), (13, 92), (0, 93)), "milk")
    eyes(board, "lash", 49, 15, 4.4)
    for side in pair(oval(43, 73, 1.8, 2.6, 12)):
        board.fill(side, "#9A6B3C")
    mouth(board, "smile", 80, 8)


def deer(board: Board) -> None:
    """A deer with antlers."""
    for side in pair(trace("M 40 26 C 34 18 26 18 24 3 M 30 15 C 24 14 18 12 16 6 M 35 20 C 34 12 36 8 38 4")):
        board.line(side, "#7A573C", 4)
    ears(board, "leaf", "#B5774A", "#F0CDB4", 31, 38)
    head = even((0, 22), (18, 28), (25, 42), (20, 62), (14, 82), (0, 90))
    board.solid(head, "#C98856")
    with board.inside(head):
        board.fill(even((0, 66), (16, 72), (18, 80), (0, 95)), "milk")
    for x, y in ((44, 32), (56, 32), (50, 38), (40, 40), (60, 40)):
        board.fill(circle(x, y, 2), "milk")
    eyes(board, "lash", 52, 14, 4.4)
    nose(board, 73, 6)
    mouth(board, "cat", 79, 7)


def dragon(board: Board) -> None:
    """A small eastern dragon."""
    for side in pair(trace("M 40 26 C 36 16 26 14 22 4 M 30 13 C 24 14 20 12 17 9")):
        board.line(side, "#E9B23C", 4.4)
    for y, r in ((40, 12), (54, 12), (67, 10)):
        for side in pair(polygon((22, y - r), (26, y + r), (8, y - 3))):
            board.fill(side, "sun")
    board.solid(even((0, 18), (18, 24), (29, 38), (28, 56), (27, 72), (14, 86), (0, 88)), "red")
    board.fill(polygon((50, 14), (56, 26), (50, 36), (44, 26)), "sun")
    board.solid(oval(50, 71, 24, 15), "#E8685F", 0.6)
    for x in (37, 63):
        board.fill(circle(x, 47, 7), "white")
        dot(board, x, 47, 4.4)
    for side in pair(curve((29, 38), (36, 36), (44, 40))):
        board.line(side, "sun", 3.4)
    for side in pair(circle(41, 65, 2.6)):
        board.fill(side, "wine")
    mouth(board, "grin", 73, 13)
    for side in pair(curve((30, 70), (16, 70), (8, 80), (3, 76))):
        board.line(side, "sun", 2.6)


def dinosaur(board: Board) -> None:
    """A green dinosaur with plates."""
    for x, y, turn in ((50, 10, 0), (33, 15, -24), (67, 15, 24), (20, 28, -46), (80, 28, 46)):
        board.solid(star(x, y, 12, 6.5, 3, turn), "orange", 0.4)
    board.solid(even((0, 16), (22, 22), (34, 38), (31, 54), (36, 70), (22, 86), (0, 88)), "#63B96C")
    board.fill(even((0, 62), (24, 68), (32, 74), (20, 85), (0, 87)), "#A9DB8C")
    for x in (35, 65):
        board.fill(circle(x, 44, 8), "white")
        dot(board, x, 44.5, 5)
    for side in pair(oval(43, 66, 1.8, 2.4)):
        board.fill(side, "#2F7C4A")
    mouth(board, "smile", 74, 15)
    for side in pair(polygon((38, 78), (44, 80), (40, 85))):
        board.fill(side, "white")


def bat(board: Board) -> None:
    """A bat at dusk."""
    for side in pair(trace("M 36 50 C 24 34 12 34 1 42 C 6 48 6 54 5 62 C 12 58 17 62 18 70 C 24 64 30 66 34 72 Z")):
        board.solid(side, "#4A4163", 0.7)
    for side in pair(blob((34, 40), (28, 12), (40, 18), (48, 32), pull=0.8)):
        board.solid(side, "#5F547D", 0.6)
    board.solid(even((0, 27), (18, 33), (25, 48), (26, 64), (17, 82), (0, 87)), "#6D618F")
    for x in (39.5, 60.5):
        board.fill(circle(x, 51, 8.4), "white")
        dot(board, x, 51.5, 5)
    cheeks(board, 63, 16, 4)
    mouth(board, "smile", 66, 8)
    for side in pair(polygon((44, 69), (48, 70), (46, 76))):
        board.fill(side, "white")
