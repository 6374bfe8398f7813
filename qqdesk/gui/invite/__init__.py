"""Inviting people: the link, its QR code, all invitations, and requests to join.

`invite_window`: *Invite people*; `invitations_window`: all of them.
`invitation_texts`: what is sent with a link. `join_request_bar`: who asks to join.
"""
