"""The kit: the parts that windows are made of, each with keyboard, accessible names and announcements built in.

A part's docstring is its page, with an example; the gallery's scenes `kit-…` show all its states.
"""
