"""The window that shows the pictures of a conversation one by one."""
