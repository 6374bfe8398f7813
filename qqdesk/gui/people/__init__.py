"""Dialogs about people: search, contact requests, blocking, profiles.

`people_list_dialog`: the base of requests, blocked people and search results.
`add_people_dialog`: the window; `people_search` in it, `joinable_rooms` below. `contact_adding`: the request.
`profile_window`: the fields of `profile_fields` as a form for mine, as facts for others, `person_notes` for a contact.
`own_face`: choosing my face.
"""
