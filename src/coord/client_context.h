#pragma once

#include <cstdint>
#include <string>

namespace moldau::coord {

/// Who sent a request, and in which version of its API.
struct ClientContext {
  std::int16_t api_version = 0;
  std::string client_id;
  /// As Kafka prints an address: with a slash before it, "/127.0.0.1".
  std::string client_host;
};

}  // namespace moldau::coord
