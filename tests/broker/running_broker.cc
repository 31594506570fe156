#include "tests/broker/running_broker.h"

#include <utility>

#include "broker/broker.h"
#include "broker/server.h"

namespace moldau::broker::test {

struct RunningBroker::Parts {
  Parts(metadata::ServerConfig config, FileSystem& files, const Clock& clock, std::size_t io_threads)
      : broker(std::move(config), files, clock), server(broker, io_threads) {}
  Broker broker;
  Server server;
};

RunningBroker::RunningBroker(metadata::ServerConfig config, FileSystem& files, const Clock& clock,
                             std::size_t io_threads)
    : parts_(std::make_unique<Parts>(std::move(config), files, clock, io_threads)) {}

RunningBroker::~RunningBroker() {
  stop(0);
}

std::expected<void, std::string> RunningBroker::start(const std::string& cluster_id) {
  if (auto listening = parts_->server.listen(parts_->broker.config().listeners); !listening) return listening;
  if (auto started = parts_->broker.start(cluster_id); !started) return started;
  parts_->server.start();
  return {};
}

void RunningBroker::stop(std::int64_t grace_ms) {
  parts_->server.stop(grace_ms);
  parts_->broker.stop();
}

std::uint16_t RunningBroker::port(std::size_t listener) const {
  return parts_->server.port(listener);
}
std::size_t RunningBroker::connection_count() const {
  return parts_->server.connection_count();
}

std::size_t RunningBroker::request_memory_used() const {
  return parts_->broker.request_memory().used();
}

Broker& RunningBroker::broker() {
  return parts_->broker;
}

}  // namespace moldau::broker::test
