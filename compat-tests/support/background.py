"""Work that goes on beside a test."""
import threading


class Background:
    """Runs `run()` on a thread from the beginning of a `with` block to its end; it returns once `over` is set."""

    def __init__(self):
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
