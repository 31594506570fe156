#include "producer.h"

#include <gtest/gtest.h>

namespace compat {

static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  *static_cast<Delivery*>(message->_private) = {
      .error = message->err, .partition = message->partition, .offset = message->offset};
}

Producer::Producer(const Settings& settings) {
  Settings all{{"linger.ms", "10"}, {"message.timeout.ms", "20000"}};
  for (const auto& [key, value] : settings) all[key] = value;
  rd_kafka_conf_t* conf = rd_kafka_conf_new();
  rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
  handle_ = make_handle(RD_KAFKA_PRODUCER, all, conf);
}

static rd_kafka_headers_t* headers_for(const Headers& headers) {
  rd_kafka_headers_t* list = rd_kafka_headers_new(headers.size());
  for (const auto& [name, value] : headers) {
    rd_kafka_header_add(list, name.c_str(), -1, value ? value->data() : nullptr,
                        value ? static_cast<ssize_t>(value->size()) : -1);
  }
  return list;
}

static rd_kafka_resp_err_t enqueue(rd_kafka_t* handle, const std::string& topic, const Record& record,
                                   Delivery* delivery) {
  void* value = record.value ? const_cast<char*>(record.value->data()) : nullptr;
  const void* key = record.key ? record.key->data() : nullptr;
  rd_kafka_vu_t fields[] = {
      {.vtype = RD_KAFKA_VTYPE_TOPIC, .u = {.cstr = topic.c_str()}},
      {.vtype = RD_KAFKA_VTYPE_PARTITION, .u = {.i32 = record.partition}},
      {.vtype = RD_KAFKA_VTYPE_VALUE, .u = {.mem = {value, record.value ? record.value->size() : 0}}},
      {.vtype = RD_KAFKA_VTYPE_KEY,
       .u = {.mem = {const_cast<void*>(key), record.key ? record.key->size() : 0}}},
      {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u = {.i64 = record.timestamp_ms}},
      {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u = {.i = RD_KAFKA_MSG_F_COPY}},
      {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u = {.ptr = delivery}},
      {.vtype = RD_KAFKA_VTYPE_HEADERS, .u = {.headers = headers_for(record.headers)}},
  };
  rd_kafka_error_t* error = rd_kafka_produceva(handle, fields, std::size(fields));
  if (error == nullptr) return RD_KAFKA_RESP_ERR_NO_ERROR;
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error);
  rd_kafka_error_destroy(error);
  rd_kafka_headers_destroy(fields[7].u.headers);
  return code;
}

std::vector<Delivery> Producer::send(const std::string& topic, const std::vector<Record>& records) {
  std::vector<Delivery> deliveries(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (auto error = enqueue(handle(), topic, records[i], &deliveries[i])) deliveries[i].error = error;
  }
  EXPECT_EQ(rd_kafka_flush(handle(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR)
      << "records were neither delivered nor refused";
  return deliveries;
}

}  // namespace compat
