"""The keys."""

from qqdesk.gui.settings.ground import Ground
from qqdesk.gui.settings.rows import Row


def rows(ground: Ground) -> tuple[Row, ...]:
    return ()
