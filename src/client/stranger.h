#pragma once

#include <string>

#include "base/bytes.h"

namespace moldau::client {

/// What the first four bytes of an answer look like when they are no size of Kafka's: names TLS and HTTP.
std::string describe_stranger(ByteView first_bytes);

}  // namespace moldau::client
