#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/uuid.h"
#include "protocol/wire/field.h"
#include "protocol/wire/records.h"

namespace moldau::protocol {

/// Records that follow count only when the transaction of the metadata log ends.
struct BeginTransactionRecord {
  static constexpr MessageInfo kInfo{.name = "BeginTransactionRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::optional<std::string> name;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Name", m.name, since(0).nullable_since(0).tagged_as(0, 0));
  }
  friend bool operator==(const BeginTransactionRecord&, const BeginTransactionRecord&) = default;
};

/// The end of a transaction of the metadata log.
struct EndTransactionRecord {
  static constexpr MessageInfo kInfo{.name = "EndTransactionRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  template <class Visitor, class Message>
  static void fields(Visitor&, Message&) {}
  friend bool operator==(const EndTransactionRecord&, const EndTransactionRecord&) = default;
};

/// The records since the beginning of the transaction count as not written.
struct AbortTransactionRecord {
  static constexpr MessageInfo kInfo{.name = "AbortTransactionRecord",
                                     .api_key = -1,
                                     .first_version = 0,
                                     .last_version = 0,
                                     .first_flexible = 0};

  std::optional<std::string> reason;

  template <class Visitor, class Message>
  static void fields(Visitor& visit, Message& m) {
    visit("Reason", m.reason, since(0).nullable_since(0).tagged_as(0, 0));
  }
  friend bool operator==(const AbortTransactionRecord&, const AbortTransactionRecord&) = default;
};

/// Nothing: it moves the high watermark of the metadata log.
struct NoOpRecord {
  static constexpr MessageInfo kInfo{
      .name = "NoOpRecord", .api_key = -1, .first_version = 0, .last_version = 0, .first_flexible = 0};

  template <class Visitor, class Message>
  static void fields(Visitor&, Message&) {}
  friend bool operator==(const NoOpRecord&, const NoOpRecord&) = default;
};

}  // namespace moldau::protocol
