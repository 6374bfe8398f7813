"""The first window of a person without an account: join a place, or start one.

`first_start_window`: the two choices; `wizard_window`, `wizard_page`: pages one on top of the other.
`join_controller`: joining; `join_page`: by link, from those nearby, or by address; `join_by_link_page`: who invites.
`place_join`: the requests at one place; `join_texts`: failures.
`new_account`: creates it; `person_fields`: nickname, face and password. `place_controller`: starting a place.
`restore_controller`: a place from a backup. `password_reset`: a forgotten password.
"""
