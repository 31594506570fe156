#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/file_system.h"
#include "metadata/config/server_config.h"

namespace moldau::broker {
class Broker;
}

namespace moldau::broker::test {

/// A whole broker in this process, put together as the program does it.
class RunningBroker {
 public:
  RunningBroker(metadata::ServerConfig config, FileSystem& files, const Clock& clock, std::size_t io_threads);
  /// Ends it as the program does, with no grace for requests.
  ~RunningBroker();

  std::expected<void, std::string> start(const std::string& cluster_id);
  void stop(std::int64_t grace_ms);
  std::uint16_t port(std::size_t listener) const;
  std::size_t connection_count() const;
  std::size_t request_memory_used() const;
  Broker& broker();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace moldau::broker::test
