#pragma once

#include <string>
#include <vector>

#include "client.h"

namespace compat {

/// One group as the broker lists or describes it.
struct GroupView {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string id, assignor;
  rd_kafka_consumer_group_state_t state = RD_KAFKA_CONSUMER_GROUP_STATE_UNKNOWN;
  struct Member {
    std::string client_id, instance_id;
    std::vector<int> partitions;
  };
  std::vector<Member> members;
};

struct ConfigView {
  std::string value;
  rd_kafka_ConfigSource_t source = RD_KAFKA_CONFIG_SOURCE_UNKNOWN_CONFIG;
  bool read_only = false, is_default = false;
};

/// The admin API, one request and its answer at a time.
class Admin {
 public:
  Admin();

  rd_kafka_resp_err_t create_topic(const std::string& topic, int partitions, const Settings& configs = {},
                                   int replication_factor = 1, bool validate_only = false);
  rd_kafka_resp_err_t delete_topic(const std::string& topic);
  rd_kafka_resp_err_t create_partitions(const std::string& topic, std::size_t total);
  /// Empty where the broker answers with an error, which is then in *error.
  std::map<std::string, ConfigView> describe_configs(rd_kafka_ResourceType_t kind, const std::string& name,
                                                     rd_kafka_resp_err_t* error = nullptr);

  std::vector<GroupView> list_groups();
  GroupView describe_group(const std::string& group);
  rd_kafka_resp_err_t delete_group(const std::string& group);
  /// Committed offsets and their metadata, by partition.
  std::map<int, std::pair<std::int64_t, std::string>> group_offsets(const std::string& group,
                                                                    const std::string& topic, int partitions);
  rd_kafka_resp_err_t alter_group_offset(const std::string& group, const std::string& topic, At at);

  /// Partitions of the topic, or nothing where there is no such topic.
  std::optional<int> partition_count(const std::string& topic);
  std::vector<std::string> topics();
  rd_kafka_t* handle() { return handle_.get(); }

 private:
  Handle handle_;
};

/// Creates a topic and waits until it is there; fails the test otherwise. Returns its name.
std::string make_topic(const std::string& name, int partitions = 1, const Settings& configs = {});

}  // namespace compat
