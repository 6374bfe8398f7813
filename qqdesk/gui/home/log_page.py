"""What administrators did at the place."""

from qqdesk.gui.home.home_context import HomeContext
from qqdesk.gui.home.home_page import HomePage


class LogPage(HomePage):
    def __init__(self, context: HomeContext) -> None:
        super().__init__(context)
        self.body.addStretch(1)
