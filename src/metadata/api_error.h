#pragma once

#include <expected>
#include <string>

#include "protocol/error_code.h"

namespace moldau::metadata {

/// A refusal that a client sees.
struct ApiError {
  protocol::ErrorCode code = protocol::ErrorCode::kUnknownServerError;
  std::string message;
  friend bool operator==(const ApiError&, const ApiError&) = default;
};

template <class T>
using ApiResult = std::expected<T, ApiError>;

inline std::unexpected<ApiError> refuse(protocol::ErrorCode code, std::string message) {
  return std::unexpected(ApiError{code, std::move(message)});
}

}  // namespace moldau::metadata
