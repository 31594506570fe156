#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "client.h"

namespace compat {

/// A consumer, of a group or of assigned partitions.
class Consumer {
 public:
  explicit Consumer(const Settings& settings = {});
  Consumer(const std::string& group, const std::string& strategy, const Settings& more = {});

  void assign(const std::string& topic, const std::vector<At>& partitions);
  void subscribe(const std::vector<std::string>& topics);
  /// Polls until count records came or patience ends.
  std::vector<Record> take(std::size_t count, std::chrono::milliseconds patience = kPatience);
  /// What comes within the time; mostly to see that nothing does.
  std::vector<Record> take_for(std::chrono::milliseconds time) { return take(SIZE_MAX, time); }
  /// One poll, which serves rebalances too.
  std::optional<Record> poll(std::chrono::milliseconds time);
  std::vector<int> assigned();
  rd_kafka_resp_err_t commit(const std::string& topic, int partition, std::int64_t offset,
                             const std::string& metadata = "");
  /// Leaves the group.
  void close() { rd_kafka_consumer_close(handle()); }
  rd_kafka_t* handle() { return handle_.get(); }
  rd_kafka_resp_err_t last_error() const { return last_error_; }

 private:
  Handle handle_;
  rd_kafka_resp_err_t last_error_ = RD_KAFKA_RESP_ERR_NO_ERROR;
};

}  // namespace compat
