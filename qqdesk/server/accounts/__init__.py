"""Accounts and their lists: functions on a connection.

`rosters`: the lists, contact requests and the consent rule. `shared_roster`: people who know each other.
`account_values`: groups, remarks, pins, mutes. `devices`: devices with their sessions and tokens in the database.
`passwords`: argon2 and its queue. `login_attempts`: limits on wrong passwords; `throttle`: the growing delays.
`rate_limits`: how often a person may send a command. `registration`: who may register, and how often.
`classic_access`: who may sign in with an old client. `known_origins`: where accounts signed in recently.
`reachability`: whether others reach this server; the limits of a caller's test.
`place_log`: what administrators and the operator did.
"""
