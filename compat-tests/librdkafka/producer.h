#pragma once

#include <string>
#include <vector>

#include "client.h"

namespace compat {

/// What the broker said of one record.
struct Delivery {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  int partition = -1;
  std::int64_t offset = -1;
};

/// Produces records and waits until each is delivered or refused.
class Producer {
 public:
  explicit Producer(const Settings& settings = {});
  /// Deliveries in the order of the records.
  std::vector<Delivery> send(const std::string& topic, const std::vector<Record>& records);
  rd_kafka_t* handle() { return handle_.get(); }

 private:
  Handle handle_;
};

}  // namespace compat
