#include "client.h"

#include <atomic>
#include <cstdlib>
#include <ostream>
#include <stdexcept>
#include <thread>
#include <unistd.h>

namespace compat {

std::string bootstrap() {
  const char* address = std::getenv("BOOTSTRAP");
  if (address == nullptr) throw std::runtime_error("BOOTSTRAP=host:port must say which broker to test");
  return address;
}

std::string unique(const std::string& name) {
  static const auto started =
      std::chrono::system_clock::now().time_since_epoch() / std::chrono::milliseconds(1);
  static std::atomic<int> count = 0;
  return name + "-" + std::to_string(started) + "-" + std::to_string(getpid()) + "-" +
         std::to_string(++count);
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

Partitions list_of(const std::string& topic, const std::vector<At>& partitions) {
  Partitions list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const At& at : partitions)
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), at.partition)->offset = at.offset;
  return list;
}

void PrintTo(const Record& record, std::ostream* out) {
  auto text = [](const std::optional<std::string>& data) {
    return data ? data->substr(0, 20) + "[" + std::to_string(data->size()) + "]" : "null";
  };
  *out << record.partition << "/" << record.offset << " at " << record.timestamp_ms << ": "
       << text(record.key) << " = " << text(record.value);
  for (const auto& [name, value] : record.headers) *out << ", " << name << ": " << text(value);
}

static Headers headers_of(const rd_kafka_message_t& message) {
  Headers found;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return found;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR; ++i) {
    found.emplace_back(name, value == nullptr
                                 ? std::nullopt
                                 : std::optional(std::string(static_cast<const char*>(value), size)));
  }
  return found;
}

Record record_of(const rd_kafka_message_t& message) {
  auto text = [](const void* data, std::size_t size) {
    return data == nullptr ? std::nullopt : std::optional(std::string(static_cast<const char*>(data), size));
  };
  rd_kafka_timestamp_type_t kind{};
  return {.partition = message.partition,
          .key = text(message.key, message.key_len),
          .value = text(message.payload, message.len),
          .headers = headers_of(message),
          .timestamp_ms = rd_kafka_message_timestamp(&message, &kind),
          .offset = message.offset};
}

Handle make_handle(rd_kafka_type_t type, const Settings& settings, rd_kafka_conf_t* conf) {
  if (conf == nullptr) conf = rd_kafka_conf_new();
  char error[512] = "";
  auto set = [&](const std::string& key, const std::string& value) {
    if (rd_kafka_conf_set(conf, key.c_str(), value.c_str(), error, sizeof(error)) != RD_KAFKA_CONF_OK)
      throw std::runtime_error(error);
  };
  set("bootstrap.servers", bootstrap());
  for (const auto& [key, value] : settings) set(key, value);
  Handle handle(rd_kafka_new(type, conf, error, sizeof(error)));
  if (!handle) throw std::runtime_error(error);
  return handle;
}

}  // namespace compat
