"""The same on PostgreSQL, where it is about the database."""

from tests.server.test_login_attempts import (  # noqa: F401
    test_a_restart_does_not_forget_where_the_owner_signs_in,
    test_a_wrong_password_makes_no_origin_known,
    test_an_origin_is_known_for_thirty_days,
)
