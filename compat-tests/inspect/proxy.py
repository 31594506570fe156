"""Stands between a client and a broker, and shows every frame to a function that may replace it."""
import socket
import struct
import threading


class Proxy:
    """inspect(frame, "request" or "response", api_key, version, (host, port) of this proxy) gives the frame to pass on."""

    def __init__(self, target, inspect):
        host, port = target.rsplit(":", 1)
        self.target = (host, int(port))
        self.inspect = inspect
        self.failure = None
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.host, self.port = self.listener.getsockname()

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *unused):
        self.listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            broker = socket.create_connection(self.target)
            asked = {}  # what a correlation id asked: API and version
            for source, sink, kind in ((client, broker, "request"), (broker, client, "response")):
                threading.Thread(target=self._pass_on, args=(source, sink, kind, asked), daemon=True).start()

    def _pass_on(self, source, sink, kind, asked):
        try:
            while (size := read(source, 4)) is not None:
                frame = read(source, *struct.unpack(">i", size))
                if kind == "request":
                    api_key, version, correlation_id = struct.unpack_from(">hhi", frame)
                    asked[correlation_id] = (api_key, version)
                else:
                    api_key, version = asked.pop(*struct.unpack_from(">i", frame))
                with self.lock:
                    frame = self.inspect(frame, kind, api_key, version, (self.host, self.port))
                sink.sendall(struct.pack(">i", len(frame)) + frame)
        except OSError:
            pass  # one side went, and the other is told below
        except (Exception, SystemExit) as error:  # pylint: disable=broad-except
            self.failure = self.failure or str(error) or repr(error)
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def read(source, size):
    """That many bytes, or nothing at the end of the connection."""
    data = bytearray()
    while len(data) < size:
        more = source.recv(size - len(data))
        if not more:
            return None
        data += more
    return bytes(data)
