"""Things to eat and drink."""

from faces.board import Board
from faces.colours import mixed
from faces.features import cheeks, eyes, kind_face, mouth
from faces.shapes import (
    blob,
    box,
    circle,
    curve,
    even,
    moved,
    oval,
    pair,
    polygon,
    ring_of,
    sized,
    star,
    trace,
    turned,
    union,
)


def steam(board: Board, places: tuple[float, ...], top: float, colour: str = "white") -> None:
    """Curls of steam."""
    for x in places:
        board.line(curve((x, top + 16), (x - 3, top + 10), (x + 3, top + 5), (x, top)), colour, 3)


def coffee(board: Board) -> None:
    """A cup of coffee."""
    steam(board, (36, 48, 60), 8)
    board.line(trace("M 70 46 C 96 40 94 72 68 70"), "#E5E1EE", 7)
    board.solid(oval(46, 85, 40, 7), "#E5E1EE", 0.6)
    board.solid(trace("M 16 36 L 76 36 C 77 62 70 82 58 84 L 34 84 C 22 82 15 62 16 36 Z"), "white", shade="#D6D3E4")
    board.fill(oval(46, 36, 30, 6.5), "#D6D3E4")
    board.fill(oval(46, 36.6, 26, 4.6), "#6B4028")
    kind_face(board, 57, 10, 3.6, x=46)


def teapot(board: Board) -> None:
    """A round clay teapot."""
    board.line(trace("M 72 44 C 98 36 98 74 74 72"), "#8F4B33", 7)
    board.solid(trace("M 26 56 C 16 54 14 44 4 38 L 14 33 C 22 38 26 42 34 46 L 34 70 Z"), "#A65A3E", 0.5)
    board.solid(circle(50, 21, 6), "#8F4B33", 0.5)
    board.solid(even((0, 26), (14, 29), (18, 38), (0, 42)), "#A65A3E", 0.5)
    board.solid(even((0, 34), (19, 39), (32, 57), (26, 78), (14, 86), (0, 87)), "#C06E4E")
    board.line(curve((31, 41), (50, 38), (69, 41)), "#8F4B33", 2.6)
    kind_face(board, 60, 11, 3.8)


def dumpling(board: Board) -> None:
    """A steamed dumpling."""
    steam(board, (32, 50, 68), 6)
    board.solid(
        trace("M 6 74 C 4 52 24 28 50 28 C 76 28 96 52 94 74 C 93 86 76 88 50 88 C 24 88 7 86 6 74 Z"),
        "#FBF1DE",
        shade="#E5D3C4",
    )
    for x, lean in ((50, 0), (37, -6), (63, 6), (26, -11), (74, 11)):
        board.line(
            curve(
                (x, 31 + abs(lean) * 0.9),
                (x + lean * 0.5, 40 + abs(lean) * 0.6),
                (x + lean * 0.4, 48 + abs(lean) * 0.4),
            ),
            "#DDC4B0",
            2.6,
        )
    kind_face(board, 63, 13, 4)


def bun(board: Board) -> None:
    """Three dumplings in a bamboo steamer, one looking out."""
    board.solid(box(50, 72, 86, 34, 6), "#D9A860")
    board.fill(box(50, 72, 86, 6), "#B98644")
    for x in (20, 36, 52, 68, 84):
        board.line(trace(f"M {x} 57 L {x} 67 M {x} 77 L {x} 87"), "#C2924F", 1.6)
    for x in (27, 73):
        board.solid(
            trace(f"M {x - 20} 56 C {x - 20} 36 {x - 6} 34 {x} 28 C {x + 6} 34 {x + 20} 36 {x + 20} 56 Z"),
            "#FBF1DE",
            shade="#E5D3C4",
        )
    board.solid(trace("M 26 56 C 26 28 42 26 50 17 C 58 26 74 28 74 56 Z"), "#FFF8EA", shade="#E5D3C4")
    for x in (44, 56):
        board.line(curve((50, 21), (x, 27), (x + (x - 50) * 0.6, 33)), "#DDC4B0", 2)
    kind_face(board, 43, 9, 3.2)


def noodles(board: Board) -> None:
    """A bowl of noodles."""
    for stick in (trace("M 58 48 L 86 6"), trace("M 66 48 L 94 12")):
        board.line(stick, "#8F3B2E", 3.6)
    board.fill(oval(50, 48, 43, 14), "#F7D78A")
    for y in (42, 46, 50):
        board.line(
            curve((14, y + 2), (26, y - 4), (38, y + 2), (50, y - 4), (62, y + 2), (74, y - 4), (86, y + 2)),
            "#D9A443",
            2,
        )
    board.solid(oval(33, 42, 13, 9), "white", 0.5, "#DAD9E6")
    board.fill(oval(33, 42, 7, 5), "#F59B2E")
    for x, y in ((52, 38), (60, 44), (47, 46)):
        board.fill(circle(x, y, 3), "green")
    board.solid(trace("M 5 50 Q 50 64 95 50 C 94 72 80 86 66 89 L 66 94 L 34 94 L 34 89 C 20 86 6 72 5 50 Z"), "red")
    board.line(curve((9, 62), (50, 74), (91, 62)), "#F6D7A8", 3)


def sushi(board: Board) -> None:
    """A piece of sushi."""
    board.solid(box(50, 68, 78, 36, 15), "#FFFDF5", shade="#DDDCE6")
    board.solid(trace("M 8 56 C 8 30 30 22 54 22 C 80 22 94 36 92 56 C 80 50 20 50 8 56 Z"), "#F7825A")
    for x in (24, 40, 56, 72):
        board.line(curve((x + 8, 27), (x + 2, 36), (x - 2, 48)), "#FBC0A2", 3)
    kind_face(board, 66, 15, 4)


def burger(board: Board) -> None:
    """A burger."""
    board.solid(box(50, 80, 76, 18, 8), "#E0A050")
    board.solid(box(50, 67, 84, 13, 6.5), "#6E3F2B")
    board.fill(polygon((14, 58), (86, 58), (70, 61), (62, 71), (50, 61)), "sun")
    board.solid(
        trace(
            "M 8 54 Q 50 48 92 54 C 94 62 86 64 80 58 C 76 66 68 64 64 59 C 60 66 "
            "50 66 46 59 C 42 66 34 64 30 59 C 26 66 16 66 14 59 "
            "C 9 62 6 58 8 54 Z"
        ),
        "#7CC35B",
        0.5,
    )
    board.solid(trace("M 10 52 C 10 24 30 14 50 14 C 70 14 90 24 90 52 Q 50 58 10 52 Z"), "#EDB057")
    for x, y in ((36, 24), (50, 20), (64, 25), (26, 34), (74, 36), (44, 30), (58, 31)):
        board.fill(oval(x, y, 2.6, 1.7, (x - 50) * 2), "#FFF0CC")
    kind_face(board, 41, 11, 3.4)


def pizza(board: Board) -> None:
    """A slice of pizza."""
    with board.placed(turn=8):
        board.solid(trace("M 12 26 L 88 26 L 52 94 Q 50 97 48 94 Z"), "#FBD262")
        for x, y in ((34, 46), (64, 42), (50, 68)):
            board.solid(circle(x, y, 8.4), "#D8453C", 0.4)
            board.fill(circle(x - 2, y - 2, 2), "#F08A78")
        for leaf in (oval(49, 48, 4.6, 2.2, 30), oval(56, 57, 4, 2, -40), oval(41, 60, 3.6, 2, 60)):
            board.fill(leaf, "forest")
        board.solid(box(50, 22, 88, 17, 8.5), "#D9934A", 0.8)


def icecream(board: Board) -> None:
    """Two scoops in a cone."""
    cone = polygon((28, 50), (72, 50), (50, 98))
    board.solid(cone, "#E2A657")
    with board.inside(cone):
        for shift in range(-60, 61, 12):
            board.line(
                trace(f"M {50 + shift} 40 L {80 + shift} 100 M {50 + shift} 40 L {20 + shift} 100"), "#C07F35", 1.6
            )
    board.solid(circle(50, 22, 18), "#F7A8BC")
    board.solid(
        union(circle(50, 42, 24), *(circle(x, 54, 5.4) for x in (28, 36, 44, 52, 60, 70))), "#FFF6E2", shade="#E6D3CB"
    )
    board.solid(circle(56, 6, 5.6), "red", 0.4)
    for x, y, turn, colour in (
        (42, 15, 30, "sky"),
        (53, 18, -30, "sun"),
        (60, 26, 60, "teal"),
        (40, 26, -20, "violet"),
    ):
        board.line(turned(trace(f"M {x - 2} {y} L {x + 2} {y}"), turn, x, y), colour, 2.4)
    kind_face(board, 42, 10, 3.4)


def cake(board: Board) -> None:
    """A birthday cake."""
    for x in (34, 50, 66):
        board.solid(box(x, 26, 5, 18, 2), "sky" if x != 50 else "mint", 0.3)
        board.fill(blob((x, 6), (x + 4, 13), (x, 17), (x - 4, 13)), "#FFD84D")
    board.solid(box(50, 64, 74, 48, 8), "#F7B1C2")
    board.fill(box(50, 70, 74, 7), "#D96D8B")
    board.solid(
        trace(
            "M 12 46 C 12 36 18 33 24 33 L 76 33 C 82 33 88 36 88 46 L 88 50 C 86 58 "
            "78 58 76 50 C 74 62 64 62 62 51 C 60 58 52 58 50 51 "
            "C 48 62 38 62 36 51 C 34 58 26 58 24 50 C 22 58 13 58 12 50 Z"
        ),
        "#FFF6E9",
        0.5,
        "#E8D5D5",
    )
    board.solid(oval(50, 90, 46, 6), "white", 0.5, "#D6D3E4")
    kind_face(board, 75, 11, 3.2)


def doughnut(board: Board) -> None:
    """A doughnut with sprinkles."""
    board.solid(circle(50, 52, 40), "#DDA05A")
    board.solid(union(circle(50, 49, 35), *(circle(x, y, 7.5) for x, y in ring_of(50, 49, 32, 11))), "#EE7FA5", 0.7)
    for i, (x, y) in enumerate([*ring_of(50, 49, 31, 11, 10), *ring_of(50, 49, 22, 7, 30)]):
        board.line(
            turned(trace(f"M {x - 2.4} {y} L {x + 2.4} {y}"), i * 47, x, y), ("white", "sun", "sky", "mint")[i % 4], 2.8
        )
    board.solid(circle(50, 50, 13), "#C98A46", 0.5)
    board.fill(circle(51, 52, 10.5), "#7A4CA8", 0.55)


def watermelon(board: Board) -> None:
    """A slice of watermelon."""
    with board.placed(turn=-12, down=-4):
        slice_of = trace("M 4 40 L 96 40 C 96 72 76 94 50 94 C 24 94 4 72 4 40 Z")
        board.solid(slice_of, "#2F8F57")
        board.fill(sized(slice_of, 0.91, 0.88, 50, 40), "#DDF0C4")
        board.solid(sized(slice_of, 0.84, 0.8, 50, 40), "#F25F64", 0.9)
        for x, y in ((28, 52), (72, 52), (40, 70), (60, 70), (50, 48)):
            board.fill(oval(x, y, 2, 3.2), "ink")
        kind_face(board, 57, 11, 3.4)


def apple(board: Board) -> None:
    """A red apple."""
    board.line(curve((50, 30), (51, 20), (57, 12)), "brown", 4.6)
    board.solid(blob((54, 22), (66, 8), (84, 10), (76, 24), (62, 28)), "#6DBE58", 0.6)
    board.solid(
        trace(
            "M 50 31 C 40 22 14 24 13 54 C 12 78 30 95 42 94 C 46 94 48 92 "
            "50 92 C 52 92 54 94 58 94 C 70 95 88 78 87 54 "
            "C 86 24 60 22 50 31 Z"
        ),
        "#E2464B",
    )
    board.line(curve((22, 54), (24, 44), (30, 37)), "#F59A94", 4)
    kind_face(board, 59, 13, 4)


def cherry(board: Board) -> None:
    """Two cherries."""
    board.line(curve((28, 64), (34, 38), (58, 12)), "#3F7A3E", 4)
    board.line(curve((72, 66), (68, 38), (58, 12)), "#3F7A3E", 4)
    board.solid(blob((58, 14), (72, 4), (92, 10), (84, 24), (68, 24)), "#6DBE58", 0.7)
    for x, y in ((28, 70), (72, 72)):
        board.solid(circle(x, y, 22), "#CF2F4A")
        board.line(curve((x - 14, y - 4), (x - 12, y - 10), (x - 7, y - 14)), "#F28A97", 3.4)
    kind_face(board, 72, 7, 2.8, x=27)
    kind_face(board, 74, 7, 2.8, x=71)


def avocado(board: Board) -> None:
    """Half an avocado."""
    body = even((0, 6), (16, 14), (23, 36), (35, 60), (25, 88), (0, 95))
    board.solid(body, "#3F7A48")
    board.fill(moved(sized(body, 0.86, 0.9, 50, 55), -0.5, -0.5), "#CFE08A")
    board.fill(moved(sized(body, 0.72, 0.8, 50, 56), -0.5, -0.5), "#EDF0B0")
    board.solid(circle(50, 68, 16.5), "#8A5633", 0.8)
    board.line(curve((39, 66), (41, 60), (46, 56)), "#C08A60", 2.8)
    kind_face(board, 36, 8, 3)


def strawberry(board: Board) -> None:
    """A strawberry."""
    board.solid(
        trace("M 50 24 C 70 16 92 28 88 52 C 85 72 64 94 50 96 C 36 94 15 72 12 52 C 8 28 30 16 50 24 Z"), "#E8434F"
    )
    for x, y in ((28, 40), (50, 42), (72, 40), (22, 56), (78, 56), (35, 78), (50, 86), (65, 78)):
        board.fill(oval(x, y, 1.8, 2.8), "#FFD98A")
    board.solid(star(50, 22, 29, 11, 7, 180), "#57A84F", 0.5)
    board.line(trace("M 50 20 L 52 7"), "#3F7A3E", 4.6)
    kind_face(board, 59, 12, 3.8)


def mushroom(board: Board) -> None:
    """A red-capped mushroom."""
    board.solid(
        trace("M 34 50 L 66 50 C 66 66 74 84 70 92 Q 50 97 30 92 C 26 84 34 66 34 50 Z"), "milk", shade="#DFD0C4"
    )
    cap = trace("M 5 54 C 6 26 26 8 50 8 C 74 8 94 26 95 54 C 92 62 70 62 50 62 C 30 62 8 62 5 54 Z")
    board.solid(cap, "#E14B48")
    with board.inside(cap):
        for x, y, r in ((48, 24, 8.4), (24, 40, 7), (74, 36, 9), (50, 50, 5.6), (10, 58, 5), (92, 58, 6)):
            board.fill(circle(x, y, r), "white")
    kind_face(board, 73, 8, 3.2)


def milktea(board: Board) -> None:
    """Milk tea with pearls."""
    board.line(trace("M 54 34 L 62 4"), "coral", 6)
    cup = trace("M 20 32 L 80 32 L 73 92 Q 72 96 68 96 L 32 96 Q 28 96 27 92 Z")
    board.solid(cup, "#D9A679")
    with board.inside(cup):
        board.fill(box(50, 36, 90, 12), mixed("#D9A679", "#FFFFFF", 0.55))
        for x, y in ((36, 88), (46, 90), (56, 88), (66, 90), (40, 79), (51, 80), (62, 79), (31, 80), (70, 80)):
            board.fill(circle(x, y, 4.6), "#3D2A2B")
            board.fill(circle(x - 1.4, y - 1.6, 1.2), "#8A6A62")
    board.solid(box(50, 29, 70, 10, 4), "white", 0.5, "#D6D3E4")
    kind_face(board, 54, 11, 3.6)


def lemon(board: Board) -> None:
    """A lemon with shades on."""
    board.solid(blob((50, 14), (66, 4), (84, 8), (74, 20), (58, 22)), "#6DBE58", 0.6)
    board.solid(
        turned(union(oval(50, 54, 40, 32), oval(88, 54, 9, 7), oval(12, 54, 9, 7)), -18, 50, 54),
        "#FFD93B",
        shade="#EFB52A",
    )
    for lens in pair(trace("M 25 42 L 48 42 C 48 55 44 58 37 58 C 29 58 25 54 25 42 Z")):
        board.fill(lens, "ink")
    board.line(trace("M 24 43 L 76 43"), "ink", 3)
    board.line(trace("M 30 52 L 35 45 M 57 52 L 62 45"), "#6B6680", 2.6)
    mouth(board, "smirk", 67, 8)


def egg(board: Board) -> None:
    """A fried egg."""
    board.solid(
        blob((20, 28), (46, 8), (74, 18), (92, 44), (84, 72), (60, 92), (34, 84), (10, 66), (12, 44)),
        "white",
        shade="#DAD9E6",
    )
    board.solid(circle(49, 51, 24), "#FFC531", shade="#F2A11E")
    eyes(board, "happy", 49, 9, 3.8)
    cheeks(board, 56, 14, 4)
    mouth(board, "smile", 54, 5)
    board.line(curve((33, 44), (36, 38), (41, 34)), "#FFE9A6", 3)
