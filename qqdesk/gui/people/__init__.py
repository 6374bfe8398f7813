"""Dialogs about people: search, contact requests, blocking, profiles.

`people_list_dialog`: the base of requests, blocked people and search results.
`add_people_dialog`: the search for people and rooms. `contact_adding`: the request.
`profile_window`: a form for mine, facts for others, `person_notes` for a contact.
`own_face`: choosing my face.
"""
