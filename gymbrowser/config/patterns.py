"""The forms of names and addresses, as regular expressions."""

SLUG = r"^[a-z0-9][a-z0-9-]{0,62}$"
STEP_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$"
ENTRY_POINT = r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$"
QUESTION_NAME = r"^[A-Za-z][A-Za-z0-9_]{0,62}$"
HTTPS = r"^https://[^\s/]+(/\S*)?$"
