#pragma once

#include <expected>
#include <string>

#include "base/file_system.h"
#include "protocol/error_code.h"

namespace moldau::log {

/// Why a log refused: the code a client gets, and words for people that name file, position and reason.
/// KAFKA_STORAGE_ERROR means that the disk or what is on it failed; the log serves nothing from then on.
struct LogError {
  protocol::ErrorCode code = protocol::ErrorCode::kUnknownServerError;
  std::string message;
};

template <class T>
using LogResult = std::expected<T, LogError>;

inline std::unexpected<LogError> refuse(protocol::ErrorCode code, std::string message) {
  return std::unexpected(LogError{code, std::move(message)});
}

inline std::unexpected<LogError> storage_error(std::string message) {
  return refuse(protocol::ErrorCode::kKafkaStorageError, std::move(message));
}

inline std::unexpected<LogError> storage_error(const IoError& error) {
  return storage_error(error.to_string());
}

}  // namespace moldau::log
