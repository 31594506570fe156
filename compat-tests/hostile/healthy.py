"""A healthy client, as a process of its own: `healthy.py HOST PORT TOPIC SECONDS` prints the latencies that it saw, as JSON."""
import json
import socket
import struct
import sys
import time

INTERVAL_S = 0.005


def frame(key, version, correlation_id, body):
    data = struct.pack(">hhih", key, version, correlation_id, -1) + body
    return struct.pack(">i", len(data)) + data


def exactly(connection, size):
    data = b""
    while len(data) < size:
        more = connection.recv(size - len(data))
        if not more:
            raise ConnectionError("the broker closed a healthy client's connection")
        data += more
    return data


def ask(connection, key, version, body):
    connection.sendall(frame(key, version, 7, body))
    return exactly(connection, struct.unpack(">i", exactly(connection, 4))[0])


def metadata_body(topic):
    return struct.pack(">ih", 1, len(topic)) + topic.encode()


def main(host, port, topic, seconds):
    connection = socket.create_connection((host, int(port)), timeout=20)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    latencies, body = [], metadata_body(topic)
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until:
        began = time.monotonic()
        ask(connection, 3, 1, body)
        latencies.append(time.monotonic() - began)
        time.sleep(INTERVAL_S)
    # The first answers come while pages and code are cold.
    latencies = sorted(latencies[20:])
    at = lambda share: latencies[int(len(latencies) * share)] * 1000
    print(json.dumps({"requests": len(latencies), "p50_ms": at(0.5), "p90_ms": at(0.9), "p99_ms": at(0.99)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
