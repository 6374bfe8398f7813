"""The start of the program: arguments, single instance, and the composition root.

`program`: shows the sign-in window. `application_controller`: all behind it, imported after its first paint or, if the
user presses Enter earlier, before the sign-in.
`instance`: one program a data folder, and what a second start asks of the first. `auto_login`: who signs in.
`link_opener`: links of `--open`, also into a room. `new_account_sign_in`: after a new account.
`host_server`: `--keep-place`. `language_change`: the windows in another language. `collector`: garbage.
"""
