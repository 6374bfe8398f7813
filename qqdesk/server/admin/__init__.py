"""What administrators and the operator do with a place.

`person_changes`: every change of an account, with its line in the log; `moderation`: ban, unban, delete.
`room_admin`: rooms. `stored_settings`: settings that change while the server runs. `operator_notices`: notices to all.
"""
