"""The people who are signed in, in the memory of the event loop, and their polls.

`sessions`: the live sessions; `session_cache` keeps them equal to their rows, also of several servers on one database.
`polls`: parks and wakes polls (WAIT). `classic_polls`: those of old clients; `classic_replies`: their last reply.
`mail_rows`: an entry in a reply. `room_feeds`: who gets the entries of a room; `room_cursors`: how far they are.
`reply_cache`, `idempotency`: repeated requests, in memory and on disk. `responder`: whether a reply arrived.
`held_receipts`: receipts of people who appear offline. `place_notices`: a list or requests changed (kinds 86, 87).
`deadlines`: one timer for thousands.
"""
