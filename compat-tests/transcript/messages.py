"""Messages of formats 0 and 1, as clients of Produce 0-2 send and of Fetch 0-3 get them, by hand so that each field can be wrong."""
import dataclasses
import struct
import zlib

import unpack

CODEC_LZ4 = 3
BASE_TIMESTAMP = 1_700_000_000_000
MAGIC_POSITION = 16


def sized(data):
    return struct.pack(">i", -1) if data is None else struct.pack(">i", len(data)) + data


@dataclasses.dataclass
class Message:
    """A good one unless told otherwise."""
    offset: int = 0
    magic: int = 1
    attributes: int = 0
    timestamp: int = BASE_TIMESTAMP
    key: bytes = b"key"
    value: bytes = b"value"
    content: bytes = None  # instead of key and value
    size_change: int = 0
    crc_change: int = 0

    def encode(self):
        time = struct.pack(">q", self.timestamp) if self.magic else b""
        content = sized(self.key) + sized(self.value) if self.content is None else self.content
        checked = struct.pack(">bb", self.magic, self.attributes) + time + content
        crc = (zlib.crc32(checked) + self.crc_change) & 0xFFFFFFFF
        return struct.pack(">qiI", self.offset, 4 + len(checked) + self.size_change, crc) + checked


def message(**fields):
    return Message(**fields).encode()


def several(magic, count=3, first_offset=0, **fields):
    return b"".join(message(magic=magic, offset=first_offset + i, timestamp=BASE_TIMESTAMP + 10 * i, value=b"value %d" % i, **fields) for i in range(count))


def wrapper(magic, codec, packed, last_offset=2, **fields):
    """The message whose value is others, compressed."""
    return message(**({"magic": magic, "attributes": codec, "offset": last_offset, "timestamp": BASE_TIMESTAMP + 20, "key": None, "value": packed} | fields))


def describe(data):
    """What a fetch brought: each message's fields. Of what is compressed those inside, as no two libraries make the same bytes."""
    found, position = [], 0
    while position + MAGIC_POSITION < len(data):
        offset, size, crc, magic, attributes = struct.unpack_from(">qiIbb", data, position)
        if position + 12 + size > len(data):
            break  # cut, or Kafka's filling: what was converted has a size of its own
        at = position + (26 if magic else 18)
        fields = {"Offset": offset, "Magic": magic, "Attributes": attributes}
        if magic:
            fields["Timestamp"] = struct.unpack_from(">q", data, position + 18)[0]
        fields |= {"Key": taken(data, at), "Crc": "right" if zlib.crc32(data[position + 16:position + 12 + size]) == crc else "wrong"}
        value = taken(data, at + 4 + max(0, struct.unpack_from(">i", data, at)[0]))
        found.append(fields | ({"Inside": inside(attributes & 7, value)} if attributes & 7 else {"Value": short(value)}))
        position += 12 + size
    return found


def taken(data, at):
    size = struct.unpack_from(">i", data, at)[0]
    return None if size < 0 else data[at + 4:at + 4 + size].decode("latin-1")


def short(value):
    return f"{len(value)} bytes, {zlib.crc32(value.encode('latin-1')):08x}" if value and len(value) > 100 else value


def inside(codec, value):
    """The messages in a wrapper's value, and for LZ4 over what its header's checksum is."""
    packed = value.encode("latin-1")
    if codec != CODEC_LZ4:
        return describe(unpack.UNPACK[codec](packed))
    told = packed[4 + len(unpack.lz4_descriptor(packed))]
    kind = [name for name, old in [("right", False), ("old", True)] if unpack.lz4_checksum(packed, old) == told]
    return {"HeaderChecksum": kind, "Messages": describe(unpack.lz4(packed))}
