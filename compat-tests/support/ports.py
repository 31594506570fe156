"""Ports for what the tests start themselves."""
import random
import socket


def free_port():
    """Below the ports that outgoing connections get, as a client that looks for a broker that is down could be given that very port."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue
