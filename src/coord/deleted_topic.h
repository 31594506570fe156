#pragma once

#include <cstdint>
#include <string>

#include "base/uuid.h"

namespace moldau::coord {

/// A topic that is gone. Another one of its name may come before its offsets are forgotten, and keeps its
/// own.
struct DeletedTopic {
  std::string name;
  /// Zero where it is not known.
  Uuid id;
  /// Wall time.
  std::int64_t deleted_at_ms = 0;
};

}  // namespace moldau::coord
