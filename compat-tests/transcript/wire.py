"""A connection that sends what it is told, right or wrong, and reports what comes back."""
import socket
import struct

import schema

CLIENT_ID = "transcript"
ANSWER_LIMIT_S = 10


class Closed(Exception):
    """The broker ended the connection."""


class Silence(Exception):
    """The broker neither answered nor closed."""


class Connection:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=ANSWER_LIMIT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.correlation_id = 0

    def send_bytes(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise Closed from error

    def send_frame(self, frame):
        self.send_bytes(struct.pack(">i", len(frame)) + frame)

    def send(self, api, version, body):
        self.correlation_id += 1
        self.send_frame(request_header(api, version, self.correlation_id) + body)

    def end_sending(self):
        self.socket.shutdown(socket.SHUT_WR)

    def take(self, size):
        data = b""
        while len(data) < size:
            try:
                more = self.socket.recv(size - len(data))
            except TimeoutError as error:
                raise Silence from error
            except OSError as error:
                raise Closed from error
            if not more:
                raise Closed
            data += more
        return data

    def receive_frame(self, limit_s=ANSWER_LIMIT_S):
        self.socket.settimeout(limit_s)
        return self.take(struct.unpack(">i", self.take(4))[0])

    def close(self):
        self.socket.close()


def request_header(api, version, correlation_id, client_id=CLIENT_ID):
    """Header version 2 (with tagged fields) for flexible requests, else 1."""
    flexible = schema.definition(f"{api}Request", version).is_flexible(version)
    name = b"\xff\xff" if client_id is None else struct.pack(">h", len(client_id)) + client_id.encode()
    return struct.pack(">hhi", schema.API_KEYS[api], version, correlation_id) + name + (b"\0" if flexible else b"")


def response_body(api, version, frame):
    """The correlation id and the body. ApiVersions answers with header version 0 always."""
    flexible = api != "ApiVersions" and schema.definition(f"{api}Response", version).is_flexible(version)
    reader = schema.Reader(frame)
    correlation_id = reader.number(">i")
    if flexible and reader.varint():
        raise schema.Malformed("tagged fields in the response header")
    return correlation_id, frame[reader.position:]
