#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "protocol/error_code.h"

namespace moldau::protocol {

struct RecordError {
  std::int32_t batch_index = 0;
  std::string message;
};

/// Why a partition's records are refused: Kafka's code, and which records where it was some of them.
struct ValidationError {
  ErrorCode code = ErrorCode::kNone;
  std::string message;
  std::vector<RecordError> record_errors;
};

inline std::unexpected<ValidationError> refuse_records(ErrorCode code, std::string message) {
  return std::unexpected(ValidationError{code, std::move(message), {}});
}

}  // namespace moldau::protocol
