#pragma once

#include <string>
#include <vector>

#include "client/connection.h"

namespace moldau::client {

/// What is found where a broker is said to be, from the name to the first answer; each step needs the one
/// before.
struct Probe {
  std::vector<std::string> addresses;
  /// Why the step failed; all empty where Kafka answers.
  std::string unresolved, unconnected, no_kafka;
  bool ok() const { return unresolved.empty() && unconnected.empty() && no_kafka.empty(); }
};

/// Resolves, connects, asks for versions; where that fails, finds out whether TLS or HTTP is spoken there.
Probe probe(const Address& address, const ConnectionOptions& options);

}  // namespace moldau::client
