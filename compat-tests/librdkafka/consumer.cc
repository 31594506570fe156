#include "consumer.h"

#include <algorithm>
#include <cstring>

namespace compat {

static Settings with(Settings settings, const Settings& more) {
  for (const auto& [key, value] : more) settings[key] = value;
  return settings;
}

Consumer::Consumer(const Settings& settings) {
  handle_ = make_handle(RD_KAFKA_CONSUMER, with({{"group.id", "none"},
                                                 {"enable.auto.commit", "false"},
                                                 {"auto.offset.reset", "earliest"},
                                                 {"fetch.wait.max.ms", "100"},
                                                 {"heartbeat.interval.ms", "200"},
                                                 {"session.timeout.ms", "6000"}},
                                                settings));
  rd_kafka_poll_set_consumer(handle());
}

Consumer::Consumer(const std::string& group, const std::string& strategy, const Settings& more)
    : Consumer(with({{"group.id", group}, {"partition.assignment.strategy", strategy}}, more)) {}

void Consumer::assign(const std::string& topic, const std::vector<At>& partitions) {
  rd_kafka_assign(handle(), list_of(topic, partitions).get());
}

void Consumer::subscribe(const std::vector<std::string>& topics) {
  Partitions list(rd_kafka_topic_partition_list_new(1));
  for (const std::string& topic : topics)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  rd_kafka_subscribe(handle(), list.get());
}

std::optional<Record> Consumer::poll(std::chrono::milliseconds time) {
  Message message(rd_kafka_consumer_poll(handle(), static_cast<int>(time.count())));
  if (!message) return std::nullopt;
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    last_error_ = message->err;
    return std::nullopt;
  }
  return record_of(*message);
}

std::vector<Record> Consumer::take(std::size_t count, std::chrono::milliseconds patience) {
  std::vector<Record> records;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (records.size() < count && std::chrono::steady_clock::now() < deadline) {
    if (auto record = poll(std::chrono::milliseconds(100))) records.push_back(std::move(*record));
  }
  return records;
}

std::vector<int> Consumer::assigned() {
  rd_kafka_topic_partition_list_t* list = nullptr;
  rd_kafka_assignment(handle(), &list);
  Partitions owned(list);
  std::vector<int> partitions;
  for (int i = 0; i < owned->cnt; ++i) partitions.push_back(owned->elems[i].partition);
  std::ranges::sort(partitions);
  return partitions;
}

rd_kafka_resp_err_t Consumer::commit(const std::string& topic, int partition, std::int64_t offset,
                                     const std::string& metadata) {
  Partitions list = list_of(topic, {{partition, offset}});
  if (!metadata.empty()) {
    list->elems[0].metadata = strdup(metadata.c_str());  // the list frees it
    list->elems[0].metadata_size = metadata.size();
  }
  const rd_kafka_resp_err_t error = rd_kafka_commit(handle(), list.get(), 0);
  return error ? error : list->elems[0].err;
}

}  // namespace compat
