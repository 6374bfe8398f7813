"""What a search among the settings finds, and where in a text its words are."""

from dataclasses import dataclass

from qqdesk.gui.settings.setting_rows import Page, Row


@dataclass(frozen=True, slots=True)
class SearchTerms:
    """The words of a search, folded."""

    words: tuple[str, ...]

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where they are, in order, those that touch made one."""
        folded, places = _folded(text)
        found = []
        for word in self.words:
            at = folded.find(word)
            while at >= 0:
                found.append((places[at], places[at + len(word) - 1] + 1))
                at = folded.find(word, at + len(word))
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged


def _folded(text: str) -> tuple[str, list[int]]:
    """Without the difference of small and capital letters, and where each letter came from: ß becomes two."""
    letters, places = [], []
    for at, letter in enumerate(text):
        for part in letter.casefold():
            letters.append(part)
            places.append(at)
    return "".join(letters), places


def parse_query(text: str) -> SearchTerms | None:
    """None where nothing is asked."""
    words = tuple(dict.fromkeys(_folded(text)[0].split()))
    return SearchTerms(words) if words else None


def matches(marks: SearchTerms, page: Page, row: Row) -> bool:
    """Each of the words is in the title, the sentence, the choices, the search words, or the name of the page."""
    texts = [row.title, row.sentence, row.words, page.title, *(text for _, text in row.choices())]
    folded = "\n".join(_folded(text)[0] for text in texts)
    return all(word in folded for word in marks.words)
