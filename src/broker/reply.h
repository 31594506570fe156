#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"
#include "base/file_system.h"

namespace moldau::broker {

class MemoryCharge;

/// A range of a file that goes out after the first `position` bytes of the reply's own.
struct FilePart {
  std::size_t position = 0;
  std::shared_ptr<const File> file;
  std::uint64_t offset = 0;
  std::size_t size = 0;
  bool at_tail = false;
};

/// What goes back for one request: size, header and body as bytes, with ranges of files in between.
struct Reply {
  Bytes bytes;
  std::vector<FilePart> files;
  /// Nothing is sent (Produce with acks=0).
  bool silent = false;
  /// The connection ends once this is sent.
  bool close = false;
  /// Lives until this is sent.
  std::shared_ptr<MemoryCharge> memory = nullptr;

  /// Of what goes out.
  std::size_t size() const {
    auto size = silent ? 0 : bytes.size();
    for (const auto& part : files) size += part.size;
    return size;
  }
};

}  // namespace moldau::broker
