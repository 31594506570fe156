"""Unpacks what brokers compress, without a library: slow, and only as much of each format as they write."""
import struct
import zlib

JAVA_SNAPPY = b"\x82SNAPPY\0"
LZ4_MAGIC = struct.pack("<I", 0x184D2204)


def little(data):
    return int.from_bytes(data, "little")


def copy_back(out, distance, count):
    for _ in range(count):
        out.append(out[-distance])


def snappy_block(data):
    at = 0
    while data[at] & 0x80:
        at += 1
    at += 1
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        if tag & 3 == 0:
            size, extra = tag >> 2, max(0, (tag >> 2) - 59)
            if extra:
                size = little(data[at:at + extra])
            out += data[at + extra:at + extra + size + 1]
            at += extra + size + 1
        elif tag & 3 == 1:
            copy_back(out, (tag >> 5) << 8 | data[at], (tag >> 2 & 7) + 4)
            at += 1
        else:
            wide = 2 if tag & 3 == 2 else 4
            copy_back(out, little(data[at:at + wide]), (tag >> 2) + 1)
            at += wide
    return bytes(out)


def snappy(data):
    if not data.startswith(JAVA_SNAPPY):
        return snappy_block(data)
    out, at = b"", 16
    while at < len(data):
        size = struct.unpack_from(">i", data, at)[0]
        out += snappy_block(data[at + 4:at + 4 + size])
        at += 4 + size
    return out


def lz4_length(data, at, size):
    if size == 15:
        while True:
            size += data[at]
            at += 1
            if data[at - 1] < 255:
                break
    return size, at


def lz4_block(data, out):
    at = 0
    while at < len(data):
        token = data[at]
        size, at = lz4_length(data, at + 1, token >> 4)
        out += data[at:at + size]
        at += size
        if at < len(data):
            distance = little(data[at:at + 2])
            size, at = lz4_length(data, at + 2, token & 15)
            copy_back(out, distance, size + 4)


def lz4_descriptor(data):
    """The bytes between an LZ4 frame's magic number and its header's checksum."""
    return data[4:6 + (8 if data[4] & 8 else 0)]


def lz4(data):
    out, at = bytearray(), 5 + len(lz4_descriptor(data))
    while size := little(data[at:at + 4]):
        block = data[at + 4:at + 4 + (size & 0x7FFFFFFF)]
        if size & 0x80000000:
            out += block
        else:
            lz4_block(block, out)
        at += 4 + len(block) + (4 if data[4] & 16 else 0)
    return bytes(out)


def gzip(data):
    return zlib.decompress(data, 31)


UNPACK = {1: gzip, 2: snappy, 3: lz4}


# --- the checksum of an LZ4 header

def rotate_left(value, bits):
    return (value << bits | value >> 32 - bits) & 0xFFFFFFFF


def xxh32(data):
    """XXH32 with seed 0, for inputs below 16 bytes."""
    value, at = 0x165667B1 + len(data), 0
    while at + 4 <= len(data):
        value = rotate_left(value + little(data[at:at + 4]) * 0xC2B2AE3D & 0xFFFFFFFF, 17) * 0x27D4EB2F & 0xFFFFFFFF
        at += 4
    for byte in data[at:]:
        value = rotate_left(value + byte * 0x165667B1 & 0xFFFFFFFF, 11) * 0x9E3779B1 & 0xFFFFFFFF
    value = (value ^ value >> 15) * 0x85EBCA77 & 0xFFFFFFFF
    value = (value ^ value >> 13) * 0xC2B2AE3D & 0xFFFFFFFF
    return value ^ value >> 16


def lz4_checksum(data, old=False):
    """Over the descriptor, as the format has it; old clients of Kafka take in the magic number (KAFKA-3160)."""
    return xxh32((LZ4_MAGIC if old else b"") + lz4_descriptor(data)) >> 8 & 0xFF
