"""The first window of a person without an account: join a place, or start one."""
