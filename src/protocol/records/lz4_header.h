#pragma once

#include "base/bytes.h"

namespace moldau::protocol {

/// Over what the checksum in the header of an LZ4 frame is computed. Kafka's clients before 0.10 took in the
/// frame's magic number as well, and message format 0 kept that (KAFKA-3160).
enum class Lz4HeaderChecksum { kDescriptor, kDescriptorAndMagicNumber };

/// Sets that checksum. Bytes that are no frame are left as they are.
void set_lz4_header_checksum(MutableByteView frame, Lz4HeaderChecksum over);

}  // namespace moldau::protocol
