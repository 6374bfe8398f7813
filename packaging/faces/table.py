"""All the faces in the order of their numbers: people, animals, things."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from faces.animals import ANIMALS
from faces.bitmap import bmp_of
from faces.board import Board
from faces.objects import THINGS
from faces.people import draw_person
from faces.people_table import PEOPLE


@dataclass(frozen=True)
class Face:
    """One picture: its background and what draws the subject upon it."""

    background: str
    pattern: str
    subject: Callable[[Board], None]

    def board(self) -> Board:
        """The drawing, finished but for handing it over."""
        board = Board()
        board.background(self.background, self.pattern)
        self.subject(board)
        return board

    def bmp(self) -> bytes:
        """The bytes of the file."""
        return bmp_of(self.board().finish())


def all_faces() -> list[Face]:
    """Face N is the item N - 1."""
    people = [Face(background, pattern, partial(draw_person, person=row)) for background, pattern, row in PEOPLE]
    return people + [Face(*row) for row in (*ANIMALS, *THINGS)]
