"""Eyes, mouths and cheeks: people, animals and things all wear the same ones."""

from PySide6.QtGui import QPainterPath

from faces.board import Board
from faces.shapes import Point, circle, curve, oval, trace


def dot(board: Board, x: float, y: float, size: float = 3.2, colour: str = "ink") -> None:
    """One round eye with the light in it."""
    board.fill(oval(x, y, size * 0.92, size * 1.08), colour)
    board.fill(circle(x - size * 0.3, y - size * 0.4, size * 0.34), "white")


def eyes(board: Board, kind: str, y: float, gap: float = 10, size: float = 3.2, colour: str = "ink") -> None:
    """A pair of eyes `gap` to both sides of the middle."""
    for side in (-1, 1):
        x = 50 + side * gap
        shape = kind
        if kind == "wink":
            shape = "dot" if side < 0 else "happy"
        if shape == "dot":
            dot(board, x, y, size, colour)
        elif shape == "lash":
            dot(board, x, y, size, colour)
            board.line(
                curve((x + side * size * 0.75, y - size * 0.4), (x + side * size * 1.55, y - size * 0.8)), colour, 1.5
            )
        elif shape == "happy":
            board.line(
                trace(
                    f"M {x - size} {y + 1} C {x - size * 0.6} {y - size} {x + size * 0.6} {y - size} {x + size} {y + 1}"
                ),
                colour,
                2.6,
            )
        elif shape == "wide":
            board.fill(circle(x, y, size * 1.75), "white")
            dot(board, x, y, size, colour)
        elif shape == "sleepy":
            dot(board, x, y, size, colour)
            board.line(curve((x - size * 1.3, y - size * 0.5), (x + size * 1.3, y - size * 0.5)), colour, 2.2)
        else:
            raise ValueError(f"no eyes are called {kind}")


def mouth(board: Board, kind: str, y: float, half: float = 7, colour: str = "ink", x: float = 50) -> None:
    """A mouth whose corners are at height y and `half` to both sides of x."""

    def bow(left: Point, right: Point, depth: float) -> QPainterPath:
        """A line that hangs between two points, both measured in halves."""
        (x1, y1), (x2, y2) = ((x + across * half, y + down * half) for across, down in (left, right))
        third, low = (x2 - x1) * 0.28, depth * half * 4 / 3
        return trace(f"M {x1} {y1} C {x1 + third} {y1 + low} {x2 - third} {y2 + low} {x2} {y2}")

    if kind == "smile":
        board.line(bow((-1, 0), (1, 0), 0.6), colour, 2.6)
    elif kind == "soft":
        board.line(bow((-0.72, 0.1), (0.72, 0.1), 0.34), colour, 2.5)
    elif kind == "smirk":
        board.line(bow((-0.75, 0.3), (0.9, -0.1), 0.36), colour, 2.5)
    elif kind == "flat":
        board.line(bow((-0.7, 0.2), (0.7, 0.2), 0), colour, 2.4)
    elif kind == "oh":
        board.fill(oval(x, y + half * 0.4, half * 0.42, half * 0.55), "#7A2638")
    elif kind in ("open", "tongue", "grin"):
        left, right, low = x - half, x + half, y + half * 1.35
        shape = trace(f"M {left} {y} Q {x} {y + half * 0.2} {right} {y} C {right} {low} {left} {low} {left} {y} Z")
        board.fill(shape, "#7A2638" if kind != "grin" else "white")
        with board.inside(shape):
            if kind == "grin":
                board.line(curve((left, y + half * 0.5), (right, y + half * 0.5)), "#C9CCD6", 0.9)
            else:
                board.fill(oval(x, y + half * 1.15, half * 0.62, half * 0.5), "#F0707E")
        if kind == "open":
            with board.inside(shape):
                board.fill(
                    trace(f"M {left} {y - 2} L {right} {y - 2} L {right} {y + 2.4} Q {x} {y + 4} {left} {y + 2.4} Z"),
                    "white",
                )
        if kind == "grin":
            board.line(shape, colour, 1.6)
    elif kind == "cat":
        board.line(bow((-0.8, 0), (0, 0), 0.38), colour, 2.3)
        board.line(bow((0, 0), (0.8, 0), 0.38), colour, 2.3)
    else:
        raise ValueError(f"no mouth is called {kind}")


def cheeks(
    board: Board, y: float, gap: float = 15, size: float = 4, colour: str = "#F2707A", strength: float = 0.38
) -> None:
    """A blush on both sides."""
    for side in (-1, 1):
        board.fill(oval(50 + side * gap, y, size, size * 0.72), colour, strength)


def kind_face(board: Board, y: float, gap: float = 8, size: float = 2.8, kind: str = "smile", x: float = 50) -> None:
    """The small friendly face that things wear: two eyes, a smile and a blush."""
    with board.placed(across=x - 50):
        eyes(board, "dot", y, gap, size)
        mouth(board, kind, y + size * 1.1, size * 1.3)
        cheeks(board, y + size * 1.5, gap + size * 1.5, size)
