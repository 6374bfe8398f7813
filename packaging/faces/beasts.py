"""Portraits of furred animals: ears, head, muzzle and markings out of a few common parts."""

from faces.board import Board
from faces.colours import mixed, shade_of
from faces.features import cheeks, dot, eyes, mouth
from faces.shapes import blob, circle, curve, even, oval, pair, polygon, ring_of, trace, turned, union


def ears(board: Board, kind: str, colour: str, inner: str, spread: float = 26, high: float = 24) -> None:
    """A pair of ears; `spread` from the middle, centred at height `high`."""
    x = 50 - spread
    if kind == "round":
        outer, heart = circle(x, high, 13), circle(x + 0.5, high + 1, 7.5)
    elif kind == "pointed":
        outer = blob((x - 9, high + 18), (x - 8, high - 15), (x + 6, high - 6), (x + 18, high + 8), pull=0.6)
        heart = blob((x - 5, high + 12), (x - 5, high - 8), (x + 4, high - 2), (x + 11, high + 7), pull=0.6)
    elif kind == "long":
        outer, heart = oval(x, high, 9.5, 25, -10), oval(x, high + 2, 5, 18, -10)
    elif kind == "leaf":
        outer, heart = oval(x, high, 17, 8.5, 24), oval(x + 1, high + 0.6, 11, 4.6, 24)
    elif kind == "floppy":
        outer = blob(
            (x + 8, high - 8),
            (x - 6, high - 2),
            (x - 12, high + 20),
            (x - 7, high + 38),
            (x + 4, high + 32),
            (x + 10, high + 12),
        )
        heart = trace("")
    else:
        raise ValueError(f"no ears are called {kind}")
    for ear, middle in zip(pair(outer), pair(heart), strict=True):
        board.solid(ear, colour, 0.8)
        board.fill(middle, inner)


def nose(board: Board, y: float, wide: float = 6, colour: str = "ink") -> None:
    """A soft three-cornered nose."""
    board.fill(
        blob((50 - wide, y - 2.4), (50, y - 3.4), (50 + wide, y - 2.4), (50 + 1.4, y + 3.6), (50 - 1.4, y + 3.6)),
        colour,
    )
    board.fill(oval(50 - wide * 0.3, y - 1.7, wide * 0.3, 0.9), "white", 0.55)


def snout(board: Board, colour: str, y: float = 66, wide: float = 16, tall: float = 12) -> None:
    """The light oval the nose and mouth sit on."""
    board.fill(oval(50, y, wide, tall), colour)


def whiskers(board: Board, colour: str = "white", y: float = 63) -> None:
    """Three on each side."""
    for drop in (-4, 1, 6):
        for side in pair(curve((31, y + drop * 0.5), (22, y - 1 + drop), (12, y - 1 + drop * 1.7))):
            board.line(side, colour, 1.4)


_ROUND = even((0, 21), (20, 27), (35, 44), (36, 60), (26, 78), (0, 85))


def cat(board: Board, fur: str, inner: str, muzzle: str, markings: str, iris: str = "ink") -> None:
    """A cat: plain, striped, siamese or patched."""
    ears(board, "pointed", shade_of(shade_of(fur)) if markings == "siamese" else fur, inner, 24, 21)
    board.solid(_ROUND, fur)
    with board.inside(_ROUND):
        if markings == "stripes":
            for mark in (
                polygon((45, 18), (55, 18), (50, 37)),
                *pair(polygon((31, 20), (40, 20), (40, 34))),
                *pair(polygon((10, 50), (10, 56), (26, 55))),
                *pair(polygon((10, 62), (12, 68), (25, 63))),
            ):
                board.fill(mark, shade_of(shade_of(fur)))
        elif markings == "siamese":
            board.fill(even((0, 38), (16, 44), (24, 56), (18, 72), (0, 80)), "#6B4A41")
        elif markings == "patches":
            board.fill(blob((50, 14), (80, 18), (92, 50), (70, 56), (56, 44)), "ink")
            board.fill(blob((8, 30), (34, 16), (44, 34), (28, 50), (8, 54)), "orange")
    snout(board, muzzle, 68, 15, 10)
    if iris == "ink":
        eyes(board, "dot", 54, 15, 4.6)
    else:
        for x in (35, 65):
            board.fill(circle(x, 54, 6.6), iris)
            board.fill(oval(x, 54, 2.4, 5.2), "ink")
            board.fill(circle(x - 2, 51.5, 1.6), "white")
    nose(board, 64, 4, "#E87C8A")
    mouth(board, "cat", 69, 9)
    whiskers(board, "white" if markings != "siamese" else "milk", 67)


def dog(board: Board, fur: str, ear: str, muzzle: str, kind: str) -> None:
    """A dog: hound (floppy ears), spitz (pointed), spotted or pug."""
    if kind in ("spitz", "husky"):
        ears(board, "pointed", ear, "rose", 25, 23)
    head = even((0, 19), (20, 25), (31, 38), (33, 58), (25, 77), (0, 85))
    board.solid(head, fur)
    with board.inside(head):
        if kind in ("spitz", "husky"):
            for side in pair(blob((14, 52), (30, 46), (46, 60), (50, 90), (20, 92))):
                board.fill(side, muzzle)
            for side in pair(oval(37, 40, 4.5, 3)):
                board.fill(side, muzzle)
            if kind == "husky":
                board.fill(polygon((46, 14), (54, 14), (53, 50), (47, 50)), muzzle)
        elif kind == "spotted":
            for x, y, r in ((36, 30, 5), (58, 26, 3.6), (70, 44, 4.5), (27, 58, 3.4), (66, 72, 3.6), (38, 78, 3)):
                board.fill(circle(x, y, r), "ink")
        elif kind == "patch":
            board.fill(oval(65, 48, 14, 17, 10), ear)
        elif kind == "pug":
            board.fill(even((0, 44), (15, 50), (21, 62), (16, 78), (0, 82)), muzzle)
            for y in (32, 37):
                board.line(curve((42, y + 1.5), (50, y), (58, y + 1.5)), shade_of(shade_of(fur)), 1.8)
    if kind in ("hound", "spotted", "patch"):
        ears(board, "floppy", ear, ear, 29, 26)
    if kind == "pug":
        for side in pair(blob((22, 22), (36, 22), (34, 34), (22, 46), (15, 36))):
            board.solid(side, ear, 0.6)
    if kind in ("hound", "spotted", "patch"):
        snout(board, muzzle, 67, 18, 14)
    eyes(board, "wide" if kind == "pug" else "dot", 51, 14, 4.4 if kind != "pug" else 4)
    nose(board, 61, 7)
    if kind == "pug":
        mouth(board, "cat", 69, 11)
    else:
        mouth(board, "tongue" if kind in ("hound", "spitz") else "cat", 68, 8 if kind in ("hound", "spitz") else 10)


def bear(board: Board, fur: str, muzzle: str, inner: str, eye: str = "dot") -> None:
    """A bear of any colour."""
    ears(board, "round", fur, inner, 26, 27)
    board.solid(even((0, 19), (20, 25), (34, 42), (36, 60), (26, 78), (0, 85)), fur)
    snout(board, muzzle, 67, 17, 13.5)
    eyes(board, eye, 50, 15, 4.2)
    cheeks(board, 62, 25, 5)
    nose(board, 61, 7)
    mouth(board, "smile", 69, 5.5)


def panda(board: Board) -> None:
    """A panda with a bamboo leaf."""
    ears(board, "round", "ink", "#453F55", 27, 25)
    board.solid(even((0, 18), (21, 24), (36, 42), (38, 60), (27, 78), (0, 85)), "white", shade="#D9DDEA")
    for side in pair(oval(34.5, 52, 9, 11.5, 28)):
        board.fill(side, "ink")
    for x in (36.5, 63.5):
        board.fill(circle(x, 51.5, 4.6), "white")
        dot(board, x, 51.8, 3.1)
    cheeks(board, 66, 24, 5)
    nose(board, 63, 6)
    mouth(board, "cat", 69, 9)
    board.line(trace("M 58 72 L 84 64"), "forest", 3)
    for leaf in (oval(84, 58, 8, 3.4, -50), oval(90, 66, 8, 3.4, 14)):
        board.fill(leaf, "green")


def fox(board: Board, fur: str, white: str, tip: str) -> None:
    """A fox: broad cheeks run to a small chin."""
    ears(board, "pointed", fur, tip, 26, 20)
    head = even((0, 22), (22, 28), (34, 42), (41, 58), (24, 74), (7, 87), (0, 88), pull=0.8)
    board.solid(head, fur)
    with board.inside(head):
        for side in pair(blob((2, 58), (24, 52), (42, 62), (50, 76), (50, 94), (20, 90))):
            board.fill(side, white)
    eyes(board, "dot", 54, 15, 4.2)
    nose(board, 79, 6)
    for side in pair(curve((26, 44), (32, 41), (37, 43))):
        board.line(side, shade_of(shade_of(fur)), 2.4)


def raccoon(board: Board) -> None:
    """A raccoon in its mask."""
    ears(board, "round", "#7C8294", "ink", 27, 26)
    head = even((0, 20), (22, 26), (35, 42), (41, 60), (25, 76), (0, 86), pull=0.85)
    board.solid(head, "#9BA1B0")
    with board.inside(head):
        for side in pair(blob((6, 50), (34, 38), (49, 50), (40, 66), (12, 72))):
            board.fill(side, "white")
        for side in pair(blob((12, 56), (34, 44), (47, 54), (38, 64), (16, 68))):
            board.fill(side, "ink")
        board.fill(polygon((47, 18), (53, 18), (52, 54), (48, 54)), "#5A6072")
    snout(board, "white", 71, 13, 10)
    for x in (35, 65):
        board.fill(circle(x, 55, 4), "white")
        dot(board, x, 55.3, 2.9)
    nose(board, 66, 6)
    mouth(board, "cat", 72, 8)


def redpanda(board: Board) -> None:
    """A red panda."""
    ears(board, "round", "white", "#7A2F22", 28, 25)
    head = even((0, 20), (22, 26), (36, 42), (39, 60), (26, 77), (0, 86))
    board.solid(head, "#C8562C")
    with board.inside(head):
        for side in pair(oval(33, 39, 7, 4.5, -18)):
            board.fill(side, "white")
        for side in pair(oval(22, 64, 12, 9, -24)):
            board.fill(side, "white")
        for side in pair(trace("M 33 52 L 38 52 L 32 80 L 24 80 Z")):
            board.fill(side, "#8C3A22")
    snout(board, "white", 69, 14, 11)
    eyes(board, "dot", 52, 14, 4.2)
    nose(board, 64, 6)
    mouth(board, "cat", 70, 9)


def rabbit(board: Board, fur: str, inner: str, lop: bool = False) -> None:
    """A rabbit, ears up or one of them bent."""
    ear, heart = oval(36, 25, 9.5, 24, -8), oval(36, 27, 5, 17, -8)
    board.solid(ear, fur, 0.8)
    board.fill(heart, inner)
    if lop:
        board.solid(blob((58, 42), (60, 18), (70, 8), (88, 16), (92, 34), (80, 28), (72, 32), (72, 42)), fur, 0.8)
        board.fill(blob((80, 16), (87, 20), (89, 28), (80, 23)), inner)
    else:
        board.solid(oval(64, 25, 9.5, 24, 8), fur, 0.8)
        board.fill(oval(64, 27, 5, 17, 8), inner)
    board.solid(even((0, 36), (20, 42), (32, 56), (32, 70), (22, 85), (0, 90)), fur)
    eyes(board, "dot", 60, 14, 4.2)
    cheeks(board, 70, 20, 5.5)
    nose(board, 68, 4, "#E87C8A")
    board.fill(trace("M 46 75 L 54 75 L 54 82 L 46 82 Z"), "white")
    mouth(board, "cat", 73, 9)


def mouse(board: Board, fur: str, inner: str) -> None:
    """A mouse with saucer ears."""
    for ear, heart in zip(pair(circle(24, 30, 19)), pair(circle(25, 31, 12)), strict=True):
        board.solid(ear, fur, 0.8)
        board.fill(heart, inner)
    board.solid(even((0, 30), (20, 36), (31, 54), (28, 72), (12, 86), (0, 89)), fur)
    eyes(board, "dot", 57, 13, 4.4)
    cheeks(board, 68, 19, 5)
    nose(board, 73, 5.5, "#D9536A")
    whiskers(board, mixed(fur, "ink", 0.55), 74)
    mouth(board, "cat", 79, 7)


def hamster(board: Board) -> None:
    """A hamster with full cheeks and a seed."""
    ears(board, "round", "#E3A45C", "rose", 25, 30)
    head = even((0, 24), (20, 30), (33, 44), (41, 66), (28, 84), (0, 87))
    board.solid(head, "#EDB268")
    with board.inside(head):
        for side in pair(blob((4, 66), (24, 56), (46, 60), (51, 92), (10, 94))):
            board.fill(side, "milk")
        board.fill(polygon((47, 20), (53, 20), (51.5, 60), (48.5, 60)), "milk")
    eyes(board, "dot", 54, 14, 4.6)
    cheeks(board, 68, 27, 7, strength=0.5)
    nose(board, 63, 4, "#D9536A")
    mouth(board, "cat", 67, 8)
    board.solid(turned(blob((50, 70), (56, 80), (50, 87), (44, 80)), 0), "#6B5140", 0.4)
    board.line(trace("M 50 73 L 50 84"), "milk", 1.4)
    for side in pair(oval(40, 82, 5, 3.6, -30)):
        board.solid(side, "#F6C7B4", 0.3)


def tiger(board: Board) -> None:
    """A tiger, stripes on brow and cheeks."""
    ears(board, "round", "orange", "ink", 27, 25)
    head = even((0, 18), (21, 24), (35, 42), (37, 60), (27, 78), (0, 85))
    board.solid(head, "orange")
    with board.inside(head):
        for side in pair(oval(24, 68, 15, 15)):
            board.fill(side, "milk")
        for mark in (
            polygon((47, 14), (53, 14), (50, 40)),
            *pair(polygon((34, 16), (43, 16), (44, 34))),
            *pair(polygon((8, 40), (10, 47), (27, 47))),
            *pair(polygon((8, 54), (8, 61), (25, 57))),
            *pair(polygon((10, 68), (14, 75), (27, 67))),
        ):
            board.fill(mark, "ink")
    snout(board, "white", 68, 17, 12)
    eyes(board, "dot", 52, 14.5, 4.4)
    nose(board, 62, 7, "#C2434F")
    mouth(board, "cat", 69, 10)


def lion(board: Board) -> None:
    """A lion in his mane."""
    mane = union(circle(50, 51, 38), *(circle(x, y, 9) for x, y in ring_of(50, 51, 36, 16)))
    board.solid(mane, "#B5562A")
    ears(board, "round", "#EDB65A", "#B5562A", 24, 30)
    board.solid(even((0, 26), (18, 32), (27, 44), (28, 60), (21, 76), (0, 82)), "#F2C069")
    snout(board, "milk", 67, 15, 11)
    eyes(board, "dot", 51, 12, 4)
    nose(board, 62, 7)
    mouth(board, "cat", 69, 9)


def monkey(board: Board) -> None:
    """A monkey with big ears."""
    for ear, heart in zip(pair(circle(16, 52, 13)), pair(circle(17, 52, 8)), strict=True):
        board.solid(ear, "brown", 0.6)
        board.fill(heart, "#E9BC92")
    board.solid(even((0, 15), (20, 21), (32, 38), (33, 58), (26, 76), (0, 86)), "brown")
    board.fill(union(circle(39, 47, 14), circle(61, 47, 14), oval(50, 67, 22, 16)), "#F0C9A2")
    eyes(board, "dot", 48, 10, 4.2)
    for side in pair(oval(47.6, 60, 1.2, 1.6)):
        board.fill(side, "brown")
    mouth(board, "grin", 66, 11)
    board.line(curve((46, 16), (48, 8), (55, 6)), "brown", 4)


def koala(board: Board) -> None:
    """A koala."""
    for ear, heart in zip(pair(circle(19, 36, 18)), pair(circle(20, 37, 11)), strict=True):
        board.solid(ear, "#8A93A6", 0.8)
        board.fill(heart, "#E9C9D3")
    board.solid(even((0, 20), (20, 26), (32, 44), (33, 62), (24, 79), (0, 86)), "#9AA3B5")
    eyes(board, "dot", 53, 16, 4)
    board.solid(oval(50, 60, 8.5, 13), "ink", 0.6, "#1B1826")
    board.fill(oval(47, 53, 2, 3), "white", 0.5)
    mouth(board, "smile", 75.5, 5)
    cheeks(board, 66, 22, 5)


def sloth(board: Board) -> None:
    """A sleepy sloth."""
    board.solid(even((0, 16), (22, 22), (36, 42), (37, 62), (26, 80), (0, 87)), "#8C7460")
    board.fill(even((0, 30), (20, 36), (29, 50), (26, 68), (14, 80), (0, 82)), "#EBD6B6")
    for side in pair(oval(34, 52, 12, 6, -18)):
        board.fill(side, "#6A5344")
    eyes(board, "sleepy", 51.5, 13, 3.8)
    nose(board, 61, 6.5)
    mouth(board, "smile", 68, 9)
    for side in pair(curve((44, 17), (48, 25), (47, 32))):
        board.line(side, "#6A5344", 2)


def squirrel(board: Board) -> None:
    """A squirrel before its tail."""
    board.solid(blob((64, 96), (92, 88), (97, 58), (90, 26), (72, 10), (58, 18), (66, 30), (72, 48)), "#B5562A")
    board.line(curve((80, 82), (86, 62), (82, 40), (72, 24)), "#D98A5C", 6)
    with board.placed(across=-7, down=5, scale=0.9):
        for side in pair(blob((26, 40), (24, 10), (36, 18), (44, 32), pull=0.8)):
            board.solid(side, "#C9663A", 0.7)
        board.solid(even((0, 22), (20, 28), (32, 46), (33, 64), (22, 80), (0, 87)), "#D97B45")
        for side in pair(oval(34, 70, 12, 11)):
            board.fill(side, "milk")
        snout(board, "milk", 70, 13, 12)
        eyes(board, "dot", 52, 14, 4.8)
        nose(board, 64, 4.5)
        board.fill(trace("M 46 74 L 54 74 L 54 81 L 46 81 Z"), "white")
        mouth(board, "cat", 70, 9)


def hedgehog(board: Board) -> None:
    """A hedgehog, all spines but the face."""
    spines = union(
        *(turned(polygon((50, 4), (57, 26), (43, 26)), angle, 50, 52) for angle in range(-130, 131, 20)),
        circle(50, 52, 36),
    )
    board.solid(spines, "#6B4A3A")
    for x, y in ring_of(50, 52, 27, 12):
        if y < 60:
            board.line(trace(f"M {x} {y} L {x + (x - 50) * 0.2} {y - 5}"), "#8F6B55", 2.4)
    board.solid(even((0, 42), (9, 37), (22, 38), (29, 54), (26, 72), (0, 86)), "#F2D2A9", 0.8)
    eyes(board, "dot", 57, 12, 4.2)
    cheeks(board, 67, 18, 5)
    nose(board, 66, 5.5)
    mouth(board, "smile", 72.5, 5)


def elephant(board: Board) -> None:
    """An elephant."""
    for ear, heart in zip(pair(oval(18, 48, 19, 27, 8)), pair(oval(19, 50, 12, 19, 8)), strict=True):
        board.solid(ear, "#8795B0", 0.8)
        board.fill(heart, "#E9B6C2")
    board.solid(even((0, 14), (18, 20), (27, 34), (26, 56), (14, 68), (0, 70)), "#9AA8C2")
    board.solid(
        trace("M 38 56 C 40 74 40 84 46 90 C 54 97 66 94 70 84 C 71 78 64 77 63 82 C 60 88 57 84 58 74 L 62 56 Z"),
        "#9AA8C2",
        0.6,
    )
    for y in (66, 73, 80):
        board.line(curve((43, y), (48, y + 1.4), (53, y + 1)), "#7585A3", 1.5)
    for side in pair(trace("M 36 62 Q 32 74 25 72 Q 30 68 31 60 Z")):
        board.fill(side, "milk")
    eyes(board, "dot", 43, 14, 4.2)
    cheeks(board, 53, 19, 5)
