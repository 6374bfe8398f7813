"""Where in a message what was searched for is."""

from qqdesk.history.folding import fold, source_spans


def find_matches(text: str, needle: str) -> list[tuple[int, int]]:
    """Start and end, in characters of `text`, of everything that a search for `needle` finds in it, from left to right
    and none over another.

    What the search takes for one character is marked as a whole: "s" finds the "ß" of "Straße", which folds to "ss".
    """
    needle = fold(needle.encode("utf-8", "replace").decode())
    folded = fold(text)
    if not needle or needle not in folded:
        return []
    spans = source_spans(text)
    matches: list[tuple[int, int]] = []
    at = folded.find(needle)
    while at >= 0:
        end = at + len(needle)
        matches.append((spans[at][0], spans[end - 1][1]))
        while end < len(spans) and spans[end] == spans[end - 1]:
            end += 1
        at = folded.find(needle, end)
    return matches
