"""Invite people: the link, its QR code, all invitations, and who asks to join."""
