"""How a person is put together from a row of the table."""

from dataclasses import dataclass

from faces import clothes, features, hair, hats
from faces.board import Board
from faces.colours import mixed, shade_of
from faces.shapes import circle, curve, oval, pair, trace


@dataclass(frozen=True)
class Person:
    """One person's looks, in words that name the parts in hair, clothes, hats and features."""

    skin: str
    style: str
    hair: str
    garment: str = "tee"
    cloth: str = "blue"
    second: str = "white"
    eyes: str = "dot"
    mouth: str = "smile"
    brows: str = "plain"
    beard: str = "none"
    glasses: str = "none"
    hat: str = "none"
    hat_colour: str = "red"
    jaw: str = "round"
    extras: tuple[str, ...] = ()


_BROAD = frozenset({"puffs", "afro", "space", "bun", "granny", "knot", "mohawk", "spikes"})
_DEEP_SKINS = frozenset({"cocoa", "ebony"})
_JAWS = {
    "round": (14.0, 74.0),
    "soft": (15.5, 72.5),
    "long": (10.0, 77.0),
    "square": (19.0, 74.0),
    "point": (7.0, 75.5),
}


def draw_person(board: Board, person: Person) -> None:
    """Draw one person, head and shoulders, from the back to the front."""
    wide, chin = _JAWS[person.jaw]
    head = trace(
        f"M 26.5 46 C 26.5 30 36 21 50 21 C 64 21 73.5 30 73.5 46 C 74 60 {50 + wide} {chin} 50 {chin} "
        f"C {50 - wide} {chin} 26 60 26.5 46 Z"
    )
    small = "child" in person.extras
    size = 1.1 if person.hat in hats.FLAT and person.style not in _BROAD else 1.0
    with board.placed(down=5.5 if size > 1 else 2.5, scale=size):
        hats.behind(board, person.hat, person.hat_colour)
        hair.behind(board, person.style, person.hair)
        with board.placed(down=7 if small else 0, scale=0.86 if small else 1.0):
            clothes.shoulders(board, person.garment, person.cloth, person.second, person.skin)
        if person.hat not in hats.COVERING:
            for ear in pair(oval(26, 51, 5, 6)):
                board.solid(ear, person.skin, 0.5)
        board.solid(head, person.skin, 0.8)
        front = hair.over_brow(person.style)
        with board.inside(head):
            board.fill(front.translated(1, 3.2), shade_of(person.skin))
            hats.shadow(board, person.hat, shade_of(person.skin))
            if "buzz" in person.extras:
                board.fill(hair.over_brow("buzz"), person.hair, 0.5)
        _face(board, person)
        hair.in_front(board, person.style, person.hair)
        _extras(board, person)
        hats.on_top(board, person.hat, person.hat_colour)


def _face(board: Board, person: Person) -> None:
    dark = shade_of(shade_of(person.skin))
    blush = "#F0606C" if person.skin in ("porcelain", "peach", "wheat") else mixed(person.skin, "#E2323C", 0.5)
    features.cheeks(board, 57.5, 15.5, 4.4, blush, 0.34)
    for mark in person.extras:
        if mark == "freckles":
            for x, y in ((35, 55), (38.5, 57), (33.5, 58.5), (65, 55), (61.5, 57), (66.5, 58.5)):
                board.fill(circle(x, y, 1), mixed(person.skin, "#A2431C", 0.55))
        elif mark == "wrinkles":
            for side in pair(curve((30, 46.5), (32, 48.5), (31.5, 51))):
                board.line(side, dark, 1.3)
            for side in pair(curve((39.5, 57), (37.5, 60), (38, 63))):
                board.line(side, dark, 1.4)
        elif mark == "bindi":
            board.fill(circle(50, 38, 1.9), "red")
    hair.beard(board, person.beard, person.hair)
    if person.skin in _DEEP_SKINS and person.eyes in ("dot", "lash") and person.glasses == "none":
        for side in pair(oval(39.3, 48.5, 4.6, 4.2)):
            board.fill(side, "white")
    features.eyes(board, person.eyes, 48.5, 10.5, 3.1)
    hair.brows(board, person.brows, mixed(person.hair, "ink", 0.35))
    board.line(curve((49, 51), (50.6, 54.4), (48.6, 55.2)), dark, 1.9)
    features.mouth(board, person.mouth, 61.2, 7.4)
    _glasses(board, person.glasses)


def _glasses(board: Board, kind: str) -> None:
    if kind == "none":
        return
    if kind == "shades":
        for lens in pair(trace("M 28.5 43.5 L 48 43.5 C 48.5 54 44 56 38.5 56 C 32 56 28 53 28.5 43.5 Z")):
            board.fill(lens, "ink")
            with board.inside(lens):
                board.line(trace("M 32 57 L 42 42 M 58 57 L 68 42"), "#5B566B", 2.6)
        board.line(trace("M 26 45 L 74 45"), "ink", 2.8)
        return
    frame = {"round": "ink", "square": "ink", "half": "slate", "red": "red", "gold": "#C98A1B"}[kind]
    shape = {
        "round": circle(39.3, 48.8, 8.2),
        "gold": circle(39.3, 48.8, 8.2),
        "square": trace("M 30.5 42.5 L 47.5 42.5 L 47 53 Q 46.5 55.5 44 55.5 L 34 55.5 Q 31.3 55.5 31 53 Z"),
        "red": trace("M 28.5 41.5 L 47.5 43 C 48.5 52 45 56 39.5 56 C 33 56 30.5 51 28.5 41.5 Z"),
        "half": trace("M 31 51 L 47 51 C 47 59 31 59 31 51 Z"),
    }[kind]
    for lens in pair(shape):
        board.fill(lens, "white", 0.25)
        board.line(lens, frame, 2)
    bridge = 51.5 if kind == "half" else 47.5
    board.line(curve((47, bridge), (50, bridge - 1.4), (53, bridge)), frame, 2)


def _extras(board: Board, person: Person) -> None:
    for extra in person.extras:
        if extra == "hoops":
            for side in pair(circle(25, 61, 4.2)):
                board.line(side, "sun", 1.9)
        elif extra == "studs":
            for side in pair(circle(25.5, 57.5, 2.2)):
                board.fill(side, "white")
        elif extra in ("flower", "hibiscus"):
            petals = "white" if extra == "flower" else "coral"
            for x, y in ((27, 24), (33.5, 28.5), (31, 36), (23, 36), (20.5, 28.5)):
                board.fill(circle(x, y, 5), petals)
            board.fill(circle(27, 31, 4), "sun")
        elif extra == "ribbon":
            board.solid(
                trace("M 68 20 C 60 8 56 14 57 22 C 58 30 64 28 68 20 C 76 32 84 30 83 22 C 82 12 76 12 68 20 Z"),
                "red",
                0.6,
            )
            board.fill(circle(69, 20.5, 3), shade_of("red"))
        elif extra == "clip":
            board.line(trace("M 29 33 L 36 28"), "sun", 3.4)
        elif extra == "dummy":
            board.fill(oval(50, 64, 8, 5.5), "sky")
            board.line(circle(50, 66, 3.4), "blue", 2)
        elif extra == "mask":
            board.solid(trace("M 27 53 Q 50 47 73 53 C 73 64 66 73 50 74.5 C 34 73 27 64 27 53 Z"), "#DDF0F3", 0.8)
            for y in (58, 63):
                board.line(curve((32, y), (50, y - 1.5), (68, y)), "#A9CBD3", 1.4)
        elif extra not in ("child", "freckles", "wrinkles", "bindi", "buzz"):
            raise ValueError(f"no extra is called {extra}")
