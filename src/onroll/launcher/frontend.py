"""placeholder"""


def make_ready() -> None:
    return None
