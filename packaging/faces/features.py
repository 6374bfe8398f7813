"""Eyes, mouths and cheeks: people, animals and things all wear the same ones."""

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
            board.line(curve((x + side * size * 0.6, y - size * 0.8), (x + side * size * 1.6, y - size * 1.3)), colour, 1.7)
        elif shape == "happy":
            board.line(curve((x - size, y + 1), (x, y - size * 0.75), (x + size, y + 1)), colour, 2.6)
        elif shape == "calm":
            board.line(curve((x - size, y - 0.5), (x, y + size * 0.6), (x + size, y - 0.5)), colour, 2.4)
        elif shape == "wide":
            board.fill(circle(x, y, size * 1.75), "white")
            dot(board, x, y, size, colour)
        elif shape == "side":
            board.fill(oval(x, y, size * 1.5, size * 1.35), "white")
            board.fill(circle(x + size * 0.55, y, size * 0.95), colour)
        elif shape == "sleepy":
            dot(board, x, y, size, colour)
            board.line(curve((x - size * 1.3, y - size * 0.5), (x + size * 1.3, y - size * 0.5)), colour, 2.2)
        else:
            raise ValueError(f"no eyes are called {kind}")


def mouth(board: Board, kind: str, y: float, half: float = 7, colour: str = "ink", x: float = 50) -> None:
    """A mouth whose corners are at height y and `half` to both sides of x."""

    def at(*points: Point) -> tuple[Point, ...]:
        return tuple((x + across * half, y + down * half) for across, down in points)

    if kind == "smile":
        board.line(curve(*at((-1, 0), (0, 0.6), (1, 0))), colour, 2.6)
    elif kind == "soft":
        board.line(curve(*at((-0.7, 0), (0, 0.32), (0.7, 0))), colour, 2.4)
    elif kind == "smirk":
        board.line(curve(*at((-0.7, 0.35), (0.2, 0.35), (1, -0.2))), colour, 2.4)
    elif kind == "flat":
        board.line(curve(*at((-0.7, 0.2), (0.7, 0.2))), colour, 2.4)
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
                board.fill(trace(f"M {left} {y - 2} L {right} {y - 2} L {right} {y + 2.4} Q {x} {y + 4} {left} {y + 2.4} Z"),
                           "white")
        if kind == "grin":
            board.line(shape, colour, 1.6)
    elif kind == "cat":
        w = half * 0.8
        board.line(curve((x - w, y), (x - w * 0.5, y + w * 0.45), (x, y)), colour, 2.2)
        board.line(curve((x, y), (x + w * 0.5, y + w * 0.45), (x + w, y)), colour, 2.2)
    else:
        raise ValueError(f"no mouth is called {kind}")


def cheeks(board: Board, y: float, gap: float = 15, size: float = 4, colour: str = "#F2707A", strength: float = 0.38) -> None:
    """A blush on both sides."""
    for side in (-1, 1):
        board.fill(oval(50 + side * gap, y, size, size * 0.72), colour, strength)


def kind_face(board: Board, y: float, gap: float = 8, size: float = 2.8, kind: str = "smile", x: float = 50) -> None:
    """The small friendly face that things wear: two eyes, a smile and a blush."""
    with board.placed(across=x - 50):
        eyes(board, "dot", y, gap, size)
        mouth(board, kind, y + size * 1.1, size * 1.3)
        cheeks(board, y + size * 1.5, gap + size * 1.5, size)
