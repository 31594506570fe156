#pragma once

#include <expected>
#include <optional>

#include "base/bytes.h"
#include "protocol/records/batch.h"
#include "protocol/records/validator.h"

namespace moldau::protocol {

/// What is to be appended of one partition's records.
struct Accepted {
  BatchHeader header;
  /// Where the records were, or in the storage that was given.
  MutableByteView batch;
};

/// Validates what a client produces to one partition and brings it into the form that its topic keeps:
/// old messages become a batch of format 2, and where the topic compresses in another way than the producer
/// did, records are compressed anew into `storage`. Otherwise nothing is copied. Nothing where Produce 0-2
/// brings no whole message: Kafka takes that for records too, of which there are none.
std::expected<std::optional<Accepted>, ValidationError> accept_produced(MutableByteView records,
                                                                        const ValidationOptions& options,
                                                                        Bytes& storage);

}  // namespace moldau::protocol
