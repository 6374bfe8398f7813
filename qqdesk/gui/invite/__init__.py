"""Inviting people: the link, its QR code, all invitations, and requests to join."""
