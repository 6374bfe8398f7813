"""The operating system: bus, notifications, keys, sounds, sleep. No Qt.

`keys`: passwords in the keyring. `global_key`: a key in all programs. `idle`: the time without use.
`notification_daemon`: the thread of notifications; `notification_bus` speaks to the desktop's daemon.
`place_autostart`: whether this computer opens the place by itself; `systemd_unit`: its service, and lingering.
`autostart`: the program itself. `link_scheme`: `qqdesk:` links. `own_command`: how this program is started.
`downloaded`: the mark of files from others. `appearance`: dark windows and reduced motion.
`screenshot_portal`, `screen_recording`: pictures of the screen on Wayland, the permission on macOS.
"""
