"""The one request that the driver itself sends: ApiVersions 0."""
import socket
import struct

CORRELATION_ID = 7
REQUEST = struct.pack(">ihhih", 10, 18, 0, CORRELATION_ID, -1)
ANSWER_LIMIT_S = 10


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=ANSWER_LIMIT_S)


def take(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the broker closed the connection")
        data += more
    return data


def ask_versions(connection):
    """Asks for ApiVersions and takes the whole answer."""
    connection.sendall(REQUEST)
    size, = struct.unpack(">i", take(connection, 4))
    answer = take(connection, size)
    if struct.unpack(">i", answer[:4]) != (CORRELATION_ID,):
        raise ConnectionError("the answer is another request's")


def answers(port):
    try:
        with connect(port) as connection:
            ask_versions(connection)
        return True
    except OSError:
        return False
