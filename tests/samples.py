"""Sizes of random and repeated tests: `make test` runs a bounded sample, `make soak` the full one."""

import os


def is_soak() -> bool:
    return os.environ.get("GNBV_SOAK") == "1"


def sample(bounded: int, full: int) -> int:
    """How many cases to run now."""
    return full if is_soak() else bounded
