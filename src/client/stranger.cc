#include "client/stranger.h"

#include <fmt/format.h>

namespace moldau::client {

std::string describe_stranger(ByteView first_bytes) {
  const auto text = as_text(first_bytes);
  if (text.starts_with("HTTP"))
    return "what answers speaks HTTP, not Kafka: is this the port of another service?";
  // A TLS server answers plain bytes with an alert: type 21, version 3.x.
  if (first_bytes.size() >= 2 && (first_bytes[0] == 21 || first_bytes[0] == 22) && first_bytes[1] == 3)
    return "what answers speaks TLS: this is a listener for SSL, and this program speaks PLAINTEXT alone";
  if (text.starts_with("SSH-"))
    return "what answers speaks SSH, not Kafka: is this the port of another service?";
  return fmt::format("what answers does not speak Kafka: it began with {:02x} {:02x} {:02x} {:02x}",
                     first_bytes[0], first_bytes[1], first_bytes[2], first_bytes[3]);
}

}  // namespace moldau::client
