"""How long a folder goes on, and with which chances."""
import os
import random

LONG = bool(os.environ.get("LONG"))  # run-all --long


def kills(short, long):
    """How often each thing is killed that a folder kills: KILLS of them, or what is usual for the run at hand."""
    return int(os.environ.get("KILLS") or (long if LONG else short))


def seed():
    return int(os.environ.get("SEED") or random.randrange(1 << 32))
