"""When somebody is found by what one types: asked by the contact list and by the jump to a contact."""


def fold(text: str) -> str:
    """What is typed, without the difference between small and capital letters."""
    return text.strip().casefold()


def matches(needle: str, name: str, number: int) -> bool:
    """Whether this person has it in their name or number; `needle` and `name` are folded. Nothing is in everybody."""
    return needle in name or needle in str(number)
