"""The few requests that the driver sends itself, in their oldest form that every subject still speaks."""
import socket
import struct

CORRELATION_ID = 7
ANSWER_LIMIT_S = 10
API_VERSIONS, LIST_OFFSETS, CREATE_TOPICS, CREATE_PARTITIONS = 18, 2, 19, 37
LATEST = -1


def connect(port, limit_s=ANSWER_LIMIT_S):
    return socket.create_connection(("127.0.0.1", port), timeout=limit_s)


def take(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the broker closed the connection")
        data += more
    return data


def ask(connection, api, version, body=b""):
    """The answer, behind its correlation id."""
    header = struct.pack(">hhih", api, version, CORRELATION_ID, -1)
    connection.sendall(struct.pack(">i", len(header) + len(body)) + header + body)
    size, correlation_id = struct.unpack(">ii", take(connection, 8))
    if correlation_id != CORRELATION_ID:
        raise ConnectionError("the answer is another request's")
    return take(connection, size - 4)


def ask_versions(connection):
    ask(connection, API_VERSIONS, 0)


def answers(port):
    try:
        with connect(port) as connection:
            ask_versions(connection)
        return True
    except OSError:
        return False


def text(value):
    return struct.pack(">h", len(value)) + value.encode()


def create_topic(connection, topic, partitions, config, limit_s):
    """An error code and what the broker says about it."""
    configs = b"".join(text(key) + text(value) for key, value in config.items())
    body = (struct.pack(">i", 1) + text(topic) + struct.pack(">ihii", partitions, 1, 0, len(config)) + configs
            + struct.pack(">i?", limit_s * 1000, False))
    return first_error(ask(connection, CREATE_TOPICS, 2, body), topic)


def create_partitions(connection, topic, count, limit_s):
    body = struct.pack(">i", 1) + text(topic) + struct.pack(">iii?", count, -1, limit_s * 1000, False)
    return first_error(ask(connection, CREATE_PARTITIONS, 0, body), topic)


def first_error(answer, topic):
    """throttle:4 count:4 (name error:2 message)*"""
    at = 8 + 2 + len(topic)
    error, size = struct.unpack_from(">hh", answer, at)
    return error, answer[at + 4:at + 4 + max(0, size)].decode()


def count_led(connection, topic, partitions):
    """How many of the partitions tell where they end."""
    wanted = b"".join(struct.pack(">iq", index, LATEST) for index in range(partitions))
    body = struct.pack(">ii", -1, 1) + text(topic) + struct.pack(">i", partitions) + wanted
    answer = ask(connection, LIST_OFFSETS, 1, body)
    told = struct.iter_unpack(">ihqq", answer[4 + 2 + len(topic) + 4:])
    return sum(error == 0 for _, error, _, _ in told)
