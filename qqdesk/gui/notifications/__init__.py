"""Calling somebody who looks elsewhere: notifications, sounds, and when there are none."""
