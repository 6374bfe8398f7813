"""A button with a role of the style sheet."""

from PySide6.QtWidgets import QPushButton


def role_button(text: str, role: str) -> QPushButton:
    """Return a button; `role` is "primary", "danger", "link" or "edge"."""
    button = QPushButton(text)
    button.setProperty("role", role)
    return button
