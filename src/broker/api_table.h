#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "broker/reply.h"
#include "broker/request_context.h"

namespace moldau::broker {

/// Why a request could not be read. The connection ends with it.
struct Malformed {
  std::string reason;
};

/// A reply now, or none yet because one was deferred.
using Served = std::expected<std::optional<Reply>, Malformed>;

/// One API of Kafka's: what dispatch, ApiVersions, metrics and the README's table know of it.
struct ApiEntry {
  std::int16_t key = -1;
  std::string_view name;
  std::int16_t first_version = 0, last_version = -1;
  /// The first version with tagged fields, in its header as well.
  std::int16_t first_flexible = 0;
  /// Serves on the spot. Null where serving may wait.
  Served (*serve)(RequestContext&, MutableByteView body) = nullptr;
  /// Serves and may wait meanwhile; the next request of the connection waits for it.
  boost::asio::awaitable<Served> (*serve_waiting)(RequestContext&, MutableByteView body) = nullptr;
  /// Where there is both: whether this request may wait.
  bool (*may_wait)(std::int16_t version, ByteView body) = nullptr;
  /// Does not wait for the answers of earlier requests.
  bool pipelined = false;

  bool serves_on_the_spot(std::int16_t version, ByteView body) const {
    return serve && !(may_wait && may_wait(version, body));
  }
  bool serves(std::int16_t version) const { return version >= first_version && version <= last_version; }
};

/// All served APIs by ascending key.
std::span<const ApiEntry> api_table();
/// Null where there is no such API here.
const ApiEntry* find_api(std::int16_t key);
/// Above all versions where there is no such API here.
std::int16_t first_flexible_version(std::int16_t key);

}  // namespace moldau::broker
