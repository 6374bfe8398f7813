"""The settings window, built from pages of rows.

`setting_rows`: the kinds of rows; `pages`: the rows.
`row_view`, `row_controls`: how they look.
`settings_context`: what the rows do. `shortcut_window`: the page of keys.
`device_panel`: the page *Devices*; `add_device_dialog`: the link for another computer.
`connection_check_window`: the steps of `worker.connection_check`.
"""
