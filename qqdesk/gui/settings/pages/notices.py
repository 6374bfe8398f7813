"""What the program tells of while one does something else."""

from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Row


def rows(ground: Ground) -> tuple[Row, ...]:
    return ()
