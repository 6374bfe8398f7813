"""The same on PostgreSQL."""

from tests.server.test_moderation import *  # noqa: F403

# These look into the file.
del test_nothing_of_a_deleted_user_stays_in_the_database, test_the_number_of_a_deleted_user_is_not_given_again  # noqa: F821
