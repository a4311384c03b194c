"""The one error a user is meant to read."""


class Refused(Exception):
    """Bad input, said in one line that names the file, row or key and what to do next. Earlier outputs are as they were."""
