"""Processes that the tests did not start themselves."""
import os
import select


def ended(process, limit_s=0):
    """Whether all threads of the process (a file descriptor) are gone within the time: the last one gives back its files and ports."""
    return bool(select.select([process], [], [], limit_s)[0])


def running(pid):
    """A file descriptor of the process, None where it has ended."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    if not ended(process):
        return process
    os.close(process)
    return None
