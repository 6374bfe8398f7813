"""Search the rows of the settings."""

import re
from dataclasses import dataclass

from qqdesk.gui.settings.setting_rows import Page, Row


@dataclass(frozen=True, slots=True)
class SearchTerms:
    words: tuple[str, ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return the start and end of each match in the text, in order."""
        pattern = "|".join(re.escape(word) for word in self.words)
        return [match.span() for match in re.finditer(f"(?:{pattern})+", text, re.IGNORECASE)]

    def match(self, text: str) -> bool:
        """Return whether the text contains all words."""
        return all(re.search(re.escape(word), text, re.IGNORECASE) for word in self.words)


def parse_query(text: str) -> SearchTerms | None:
    """Return None for an empty query."""
    words = tuple(text.split())
    return SearchTerms(words) if words else None


def matches(terms: SearchTerms, page: Page, row: Row) -> bool:
    """Return whether the row, its choices, keywords and page title contain all words."""
    choices = [text for _, text in row.choices()]
    return terms.match("\n".join([row.title, row.sentence, row.keywords, page.title, *choices]))
