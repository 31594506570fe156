#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/connection.h"
#include "protocol/messages/03_metadata.h"

namespace moldau::client {

/// "OFFSET_OUT_OF_RANGE", with the broker's own words where it has some.
std::string error_text(std::int16_t code, const std::optional<std::string>& message = {});
/// Waits.
void pause(std::int32_t ms);

using TopicPartition = std::pair<std::string, std::int32_t>;

/// A cluster as its clients see it: whom to ask what.
class Cluster {
 public:
  /// Connects to the first broker of a list "host:port,host:port" that answers.
  static Result<Cluster> open(std::string_view bootstrap, const ConnectionOptions& options);

  /// The broker that was named at the start.
  Connection& any() { return *bootstrap_; }
  /// All topics where no names are given. Creates none. Topics with errors are among the answer.
  Result<protocol::MetadataResponse> metadata(const std::optional<std::vector<std::string>>& topics);
  /// One topic, or why it is not there.
  Result<protocol::MetadataResponse::MetadataResponseTopic> topic(const std::string& name);
  /// REQUIRES: metadata() named the broker.
  Result<Connection*> node(std::int32_t node_id);
  Result<Connection*> controller();
  /// Waits while the cluster has none for the group yet.
  Result<Connection*> coordinator(const std::string& group);
  /// Asks a group's coordinator, again and again while the answer is that it moves or loads. `ask` gives the
  /// code of its answer; so does this.
  Result<std::int16_t> ask_coordinator(const std::string& group,
                                       const std::function<Result<std::int16_t>(Connection&)>& ask);
  /// All brokers of the cluster.
  const std::map<std::int32_t, Address>& nodes() const { return nodes_; }
  const ConnectionOptions& options() const { return options_; }

 private:
  std::optional<Connection> bootstrap_;
  ConnectionOptions options_;
  std::map<std::int32_t, Address> nodes_;
  std::map<std::int32_t, Connection> connections_;
};

}  // namespace moldau::client
