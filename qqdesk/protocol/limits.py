"""The limits and intervals of the protocol."""

HEARTBEAT_S = 60
LIST_REFRESH_S = 300

MAX_BODY_BYTES = 64 * 1024
MAX_SEQUENCE_BYTES = 32
MAX_MESSAGE_CHARS = 4096
MAX_WAIT_S = 50
MAX_GROUP_CHARS = 32
MAX_REMARK_CHARS = 64
MAX_GROUPS = 300
MAX_CHANGED_AT_ONCE = 100
"""Values in one ChangeBook. With the longest groups and remarks it is below MAX_BODY_BYTES."""
MAX_KEY_CHARS, MAX_VALUE_CHARS = 64, 140
"""Of an account's values. A remark may double as JSON."""
MAX_NUMBER = 9_999_999_999
"""The highest number of a user: ten digits, like the highest that QQ ever assigned."""

MOST_INTRODUCED = 200
"""The most accounts of a place that are introduced to each other."""
