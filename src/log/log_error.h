#pragma once

#include <expected>
#include <string>

#include "base/file_system.h"
#include "protocol/error_code.h"

namespace moldau::log {

/// What is to be concluded from a refusal.
enum class LogErrorKind {
  kRequest,    // nothing is wrong with the log
  kResources,  // the process has no descriptor or memory left to open a file: a later request may do better
  kDamage,     // what is on the disk is not what was written: it concerns these offsets alone
  kDisk,       // a system call failed: the log serves nothing from then on, and its disk is not to be trusted
};

/// Why a log refused: the code a client gets, and words for people that name file, position and reason.
struct LogError {
  protocol::ErrorCode code = protocol::ErrorCode::kUnknownServerError;
  std::string message;
  LogErrorKind kind = LogErrorKind::kRequest;
};

template <class T>
using LogResult = std::expected<T, LogError>;

inline std::unexpected<LogError> refuse(protocol::ErrorCode code, std::string message) {
  return std::unexpected(LogError{code, std::move(message)});
}

inline std::unexpected<LogError> storage_error(std::string message) {
  return std::unexpected(
      LogError{protocol::ErrorCode::kKafkaStorageError, std::move(message), LogErrorKind::kDisk});
}

/// Kafka's code for records that are not what they were.
inline std::unexpected<LogError> damage_error(std::string message) {
  return std::unexpected(
      LogError{protocol::ErrorCode::kCorruptMessage, std::move(message), LogErrorKind::kDamage});
}

inline std::unexpected<LogError> storage_error(const IoError& error) {
  if (error.lacks_resources())
    return std::unexpected(LogError{protocol::ErrorCode::kUnknownServerError,
                                    "out of file descriptors or memory: " + error.to_string(),
                                    LogErrorKind::kResources});
  return storage_error(error.to_string());
}

}  // namespace moldau::log
