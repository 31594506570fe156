#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>
#include <librdkafka/rdkafka.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace compat {

inline constexpr std::chrono::seconds kPatience{20};

template <auto Function>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Function(object);
  }
};

using Handle = std::unique_ptr<rd_kafka_t, Deleter<rd_kafka_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Deleter<rd_kafka_message_destroy>>;
using Partitions =
    std::unique_ptr<rd_kafka_topic_partition_list_t, Deleter<rd_kafka_topic_partition_list_destroy>>;
using Settings = std::map<std::string, std::string>;
using Headers = std::vector<std::pair<std::string, std::optional<std::string>>>;

/// The broker under test, from the environment's BOOTSTRAP.
std::string bootstrap();
/// The name with something that no other call or run adds.
std::string unique(const std::string& name);
/// Waits for what a broker may do a little later than it answers.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit = kPatience);

/// A partition list with offsets, as librdkafka wants it.
struct At {
  int partition = 0;
  std::int64_t offset = RD_KAFKA_OFFSET_INVALID;
};
Partitions list_of(const std::string& topic, const std::vector<At>& partitions);

/// What a test produces, and what it expects to see again.
struct Record {
  int partition = RD_KAFKA_PARTITION_UA;
  std::optional<std::string> key, value;
  Headers headers;
  std::int64_t timestamp_ms = 0;  // 0: now
  std::int64_t offset = -1;       // set when seen

  friend bool operator==(const Record&, const Record&) = default;
};

/// For GoogleTest's messages.
void PrintTo(const Record& record, std::ostream* out);

Record record_of(const rd_kafka_message_t& message);
Handle make_handle(rd_kafka_type_t type, const Settings& settings, rd_kafka_conf_t* conf = nullptr);

}  // namespace compat
