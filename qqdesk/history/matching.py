"""Find the matches of a search in a text."""

from qqdesk.history.folding import fold, source_spans


def find_matches(text: str, needle: str) -> list[tuple[int, int]]:
    """Return start and end, in characters of `text`, of each match of `needle`, from left to right, without overlaps.

    A match covers whole characters: "s" matches the "ß" of "Straße", which folds to "ss".
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
