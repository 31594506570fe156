"""Record batches (magic 2) made by hand, so that each of their fields can be wrong."""
import dataclasses
import struct
import time
import zlib

import messages
import unpack

# A fixed time, so that the bytes and their checksums are the same in every run.
BASE_TIMESTAMP = 1_700_000_000_000
CODECS = {"none": 0, "gzip": 1, "snappy": 2, "lz4": 3, "zstd": 4}
HEADER_SIZE = 61
TRANSACTIONAL, CONTROL = 0x10, 0x20


def crc32c_table():
    for byte in range(256):
        for _ in range(8):
            byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
        yield byte


TABLE = list(crc32c_table())


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


def zigzag(value):
    value = value << 1 if value >= 0 else (-value << 1) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def sized(data):
    return zigzag(-1) if data is None else zigzag(len(data)) + data


def record(delta, value=b"value", key=b"key", timestamp_delta=None, headers=()):
    body = b"\0" + zigzag(delta * 10 if timestamp_delta is None else timestamp_delta) + zigzag(delta) + sized(key) + sized(value)
    body += zigzag(len(headers)) + b"".join(sized(name) + sized(data) for name, data in headers)
    return zigzag(len(body)) + body


# --- the codecs' containers around bytes that are not made smaller (gzip apart), which needs no library

def snappy(data):
    out, size = bytearray(), len(data)
    while size > 0x7F:
        out.append(size & 0x7F | 0x80)
        size >>= 7
    out.append(size)
    for start in range(0, len(data), 60):
        literal = data[start:start + 60]
        out += bytes([len(literal) - 1 << 2]) + literal
    return bytes(out)


def lz4(data):
    descriptor = bytes([0x60, 0x40])  # version 1, independent blocks of at most 64 KiB
    frame = struct.pack("<I", 0x184D2204) + descriptor + bytes([unpack.xxh32(descriptor) >> 8 & 0xFF])
    return frame + struct.pack("<I", len(data) | 0x80000000) + data + struct.pack("<I", 0)


def zstd(data):
    frame = struct.pack("<I", 0xFD2FB528) + bytes([0xA0]) + struct.pack("<I", len(data))  # a single segment, its size in 4 bytes
    return frame + struct.pack("<I", len(data) << 3 | 1)[:3] + data


COMPRESS = {"none": bytes, "gzip": lambda data: gzip(data), "snappy": snappy, "lz4": lz4, "zstd": zstd}


def gzip(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()


@dataclasses.dataclass
class Batch:
    """A good batch of `count` records unless told otherwise."""
    count: int = 3
    codec: str = "none"
    records: bytes = None  # before compression; else made of count
    compressed: bytes = None  # instead of what the codec makes
    base_offset: int = 0
    leader_epoch: int = -1
    magic: int = 2
    attributes: int = 0
    last_offset_delta: int = None
    base_timestamp: int = BASE_TIMESTAMP
    max_timestamp: int = None
    producer_id: int = -1
    producer_epoch: int = -1
    base_sequence: int = -1
    records_count: int = None
    size_change: int = 0
    crc_change: int = 0

    def encode(self):
        records = b"".join(record(i) for i in range(self.count)) if self.records is None else self.records
        payload = COMPRESS[self.codec](records) if self.compressed is None else self.compressed
        last_delta = self.count - 1 if self.last_offset_delta is None else self.last_offset_delta
        newest = self.base_timestamp + 10 * (self.count - 1) if self.max_timestamp is None else self.max_timestamp
        checked = struct.pack(">hiqqqhii", self.attributes | CODECS[self.codec], last_delta, self.base_timestamp, newest, self.producer_id,
                              self.producer_epoch, self.base_sequence, self.count if self.records_count is None else self.records_count) + payload
        crc = (crc32c(checked) + self.crc_change) & 0xFFFFFFFF
        return struct.pack(">qiibI", self.base_offset, 9 + len(checked) + self.size_change, self.leader_epoch, self.magic, crc) + checked


def batch(**fields):
    return Batch(**fields).encode()


def describe(data):
    """What a fetch brought: each batch's header, and its checksum for all that follows; where ids or times of this run are in it, what follows."""
    if data[messages.MAGIC_POSITION:messages.MAGIC_POSITION + 1] in (b"\0", b"\1"):
        return messages.describe(data)
    found, position = [], 0
    while position + HEADER_SIZE <= len(data):
        base, size, epoch, magic, crc = struct.unpack_from(">qiibI", data, position)
        attributes, last_delta, first_ms, last_ms, producer, producer_epoch, sequence, count = struct.unpack_from(">hiqqqhii", data, position + 21)
        found.append({"BaseOffset": base, "Size": size, "PartitionLeaderEpoch": epoch, "Magic": magic, "Crc": crc, "Attributes": attributes,
                      "LastOffsetDelta": last_delta, "BaseTimestamp": first_ms, "MaxTimestamp": last_ms, "ProducerId": producer,
                      "ProducerEpoch": producer_epoch, "BaseSequence": sequence, "Count": count})
        if attributes & TRANSACTIONAL:
            found[-1] |= {"ProducerId": "a producer id", "Crc": "of another run"}
        if attributes & CONTROL:
            near = abs(first_ms - time.time() * 1000) < 600_000 and first_ms == last_ms
            found[-1] |= {"BaseTimestamp": "now" if near else first_ms, "MaxTimestamp": "now" if near else last_ms,
                          "Records": data[position + HEADER_SIZE:position + 12 + size].hex()}
        if position + 12 + size > len(data):
            found[-1]["CutAt"] = len(data) - position
        position += 12 + size
    return found
