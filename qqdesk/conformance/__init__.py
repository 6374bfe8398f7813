"""Checks whether a server conforms to the protocol.

`rows` has the statements and their checks, `fixture` the accounts and sessions that they use, `pairs` two sessions at
once, `contact_lists` their lists. `raw_client` and
`raw_http` speak to the server. `row` runs the rows, and `table` formats the outcomes.
"""
