"""Kafka's message definitions (JSON), read at run time: encodes and decodes any message of any version as plain dicts.

Nothing here knows a message by name, and nothing is shared with the broker under test.
"""
import dataclasses
import json
import pathlib
import re
import struct
import uuid

DEFINITIONS = pathlib.Path(__file__).resolve().parents[2] / "tests/protocol/definitions"
README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
FIXED = {"bool": ">?", "int8": ">b", "int16": ">h", "uint16": ">H", "int32": ">i", "uint32": ">I", "int64": ">q", "float64": ">d"}
ALWAYS = (0, 1 << 15)
NEVER = (1, 0)


class Malformed(Exception):
    """The bytes are not what the schema says."""


def version_range(text):
    if text is None or text == "none":
        return NEVER
    first, plus, last = re.fullmatch(r"(\d+)(\+)?(?:-(\d+))?", text).groups()
    return int(first), ALWAYS[1] if plus else int(last or first)


def within(version, limits):
    return limits[0] <= version <= limits[1]


@dataclasses.dataclass
class Field:
    name: str
    type: str
    versions: tuple
    nullable: tuple
    tagged: tuple
    tag: int
    default: object
    fields: list
    flexible: tuple
    entity: str = None

    @property
    def is_array(self):
        return self.type.startswith("[]")

    @property
    def element(self):
        return self.type.removeprefix("[]")

    def flexible_in(self, version):
        return within(version, self.flexible)


@dataclasses.dataclass
class Message:
    name: str
    api_key: int
    versions: tuple
    flexible: tuple
    fields: list

    def is_flexible(self, version):
        return within(version, self.flexible)


def parse_default(declared, kind, nullable):
    given = declared.get("default")
    if given == "null" or (given is None and kind.startswith("[]")):
        return None if given == "null" else []
    if kind in ("string", "uuid"):
        return given or ("" if kind == "string" else uuid.UUID(int=0))
    if kind in ("bytes", "records"):
        return b"" if kind == "bytes" else None
    if kind == "bool":
        return given in (True, "true")
    if kind in FIXED:
        return int(str(given), 0) if given is not None else 0
    return {}


def parse_field(declared, common, flexible):
    kind = declared["type"]
    structure = declared.get("fields") or common.get(kind.removeprefix("[]"), [])
    limits = version_range(declared["flexibleVersions"]) if "flexibleVersions" in declared else flexible
    nullable = version_range(declared.get("nullableVersions"))
    # Kafka's definitions are not of one mind: timeoutMs here, TimeoutMs there.
    name = declared["name"][0].upper() + declared["name"][1:]
    tagged = declared.get("taggedVersions")
    # Of a field that is tagged wherever it is, Kafka may leave out the versions.
    versions = version_range(declared.get("versions", tagged))
    return Field(name, kind, versions, nullable, version_range(tagged),
                 declared.get("tag", -1), parse_default(declared, kind, nullable), [parse_field(f, common, flexible) for f in structure],
                 limits, declared.get("entityType"))


def load(path):
    text = re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.M)
    declared = json.loads(re.sub(r'("[^"]*")\s*//.*$|([,{}\]\[])\s*//.*$', r"\1\2", text, flags=re.M))
    common = {s["name"]: s["fields"] for s in declared.get("commonStructs", [])}
    flexible = version_range(declared["flexibleVersions"])
    return Message(declared["name"], declared.get("apiKey", -1), version_range(declared["validVersions"]), flexible,
                   [parse_field(f, common, flexible) for f in declared["fields"]])


def load_all():
    """By name: the newest release's definition first, then older ones for the versions that it dropped."""
    messages = {}
    for release in sorted(DEFINITIONS.iterdir(), key=lambda d: tuple(map(int, d.name.split("."))), reverse=True):
        for path in release.glob("*.json"):
            messages.setdefault(path.stem, []).append(load(path))
    return messages


MESSAGES = load_all()
API_KEYS = {name.removesuffix("Request"): found[0].api_key for name, found in MESSAGES.items() if name.endswith("Request")}
# Of all declared APIs those that moldau serves: the README's table, which the lint compares with the broker's own.
SERVED = {name: int(key) for key, name in re.findall(r"^\| (\d+) \| (\w+) \| [\d-]+ \|$", README.read_text(), flags=re.M)}


def definition(name, version):
    for message in MESSAGES[name]:
        if within(version, message.versions):
            return message
    # A version that nobody has: what the newest would look like.
    return MESSAGES[name][0]


# --- encoding

def unsigned_varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def length(value, compact, short):
    if compact:
        return unsigned_varint(0 if value is None else value + 1)
    return struct.pack(">h" if short else ">i", -1 if value is None else value)


def encode_one(field, kind, value, version):
    compact = field.flexible_in(version)
    if kind in FIXED:
        return struct.pack(FIXED[kind], value)
    if kind == "uuid":
        return value.bytes
    if kind in ("string", "bytes", "records"):
        data = value.encode() if isinstance(value, str) else value
        return length(None if data is None else len(data), compact, kind == "string") + (data or b"")
    return encode_fields(field.fields, value, version, compact)


def encode_value(field, value, version):
    if field.is_array:
        count = None if value is None else len(value)
        return length(count, field.flexible_in(version), False) + b"".join(encode_one(field, field.element, v, version) for v in value or [])
    if field.fields and within(version, field.nullable):
        return b"\xff" if value is None else b"\x01" + encode_one(field, field.type, value, version)
    return encode_one(field, field.type, value, version)


def encode_fields(fields, values, version, flexible):
    unknown = set(values) - {f.name for f in fields}
    if unknown:
        raise KeyError(f"no such fields: {unknown}; there are {[f.name for f in fields]}")
    plain, tagged = b"", []
    for field in fields:
        value = values.get(field.name, field.default)
        if not within(version, field.versions):
            continue
        if within(version, field.tagged):
            if value != field.default:
                tagged.append((field.tag, encode_value(field, value, version)))
        else:
            plain += encode_value(field, value, version)
    if flexible:
        plain += unsigned_varint(len(tagged))
        for tag, data in sorted(tagged):
            plain += unsigned_varint(tag) + unsigned_varint(len(data)) + data
    return plain


def encode(name, version, values):
    message = definition(name, version)
    return encode_fields(message.fields, values, version, message.is_flexible(version))


# --- decoding

class Reader:
    def __init__(self, data):
        self.data, self.position = data, 0

    def take(self, size):
        if size < 0 or self.position + size > len(self.data):
            raise Malformed(f"{size} bytes wanted at {self.position} of {len(self.data)}")
        self.position += size
        return self.data[self.position - size:self.position]

    def number(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def length(self, compact, short):
        if compact:
            return self.varint() - 1
        return self.number(">h" if short else ">i")


def decode_one(field, kind, reader, version):
    compact = field.flexible_in(version)
    if kind in FIXED:
        return reader.number(FIXED[kind])
    if kind == "uuid":
        return uuid.UUID(bytes=reader.take(16))
    if kind in ("string", "bytes", "records"):
        size = reader.length(compact, kind == "string")
        if size < 0:
            return None
        data = reader.take(size)
        return data.decode() if kind == "string" else data
    return decode_fields(field.fields, reader, version, compact)


def decode_value(field, reader, version):
    if field.is_array:
        count = reader.length(field.flexible_in(version), False)
        return None if count < 0 else [decode_one(field, field.element, reader, version) for _ in range(count)]
    if field.fields and within(version, field.nullable) and reader.number(">b") < 0:
        return None
    return decode_one(field, field.type, reader, version)


def decode_tagged(fields, reader, version):
    by_tag = {f.tag: f for f in fields if within(version, f.tagged)}
    values = {}
    for _ in range(reader.varint()):
        tag, data = reader.varint(), Reader(reader.take(reader.varint()))
        if tag in by_tag:
            values[by_tag[tag].name] = decode_value(by_tag[tag], data, version)
        else:
            values[f"unknown tag {tag}"] = data.data.hex()
    return values


def decode_fields(fields, reader, version, flexible):
    values = {f.name: decode_value(f, reader, version) for f in fields if within(version, f.versions) and not within(version, f.tagged)}
    if flexible:
        values |= decode_tagged(fields, reader, version)
    return values


def decode(name, version, data):
    message = definition(name, version)
    reader = Reader(data)
    values = decode_fields(message.fields, reader, version, message.is_flexible(version))
    if reader.position != len(data):
        values["bytes left over"] = data[reader.position:].hex()
    return values
