"""A whole server: start, stop and supervision.

`daemon`: composition, start and stop. `ops`: the operator's port. `health`: numbers and problems.
`place_state`: the same for administrators. `checks`: those of `doctor`.
`announcer`: the local network. `reachable`: addresses for others.
"""
