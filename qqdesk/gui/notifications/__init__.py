"""Desktop notifications and sounds.

`message_notifications`: of messages. `event_notifications`: of all else, such as requests and new devices.
`notification_policy`: when they are silent; the rules are in `domain.notification_rules`.
"""
