#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "metadata/config/listener.h"
#include "metadata/config/server_config.h"

namespace moldau::broker {

/// Who answers at an advertised address has to be.
struct AdvertisedBroker {
  std::int32_t node_id = 0;
  std::string cluster_id;
};

/// Goes the way that clients are sent: resolves the address, connects, asks who is there. What is wrong and
/// what to do, or nothing. Blocks; resolving takes as long as the system wants.
std::optional<std::string> find_fault_with(const metadata::Listener& advertised, const AdvertisedBroker& self,
                                           std::chrono::milliseconds timeout);

/// Checks what advertised.listeners says while the broker serves already, and warns. A broker cannot know
/// whether clients see the network as it does, so that it never refuses to start for that.
class AdvertisedCheck {
 public:
  AdvertisedCheck(const metadata::ServerConfig& config, std::string cluster_id);
  /// Does not wait for a check that goes on; it ends without a word.
  ~AdvertisedCheck();
  AdvertisedCheck(const AdvertisedCheck&) = delete;
  AdvertisedCheck& operator=(const AdvertisedCheck&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace moldau::broker
