"""Desktop notifications and sounds.

`message_notifications`: of messages. `event_notifications`: of all else, such as requests and new devices.
`notifier`: their base, when they are silent, and sounds; the rules are in `domain.notification_rules`.
"""
