#include "log/fetch_slice.h"

namespace moldau::log {

IoResult<Bytes> FetchSlice::load() const {
  Bytes bytes(size);
  if (empty()) return bytes;
  const auto read = file->read_at(bytes, position);
  if (!read) return std::unexpected(read.error());
  bytes.resize(*read);
  return bytes;
}

}  // namespace moldau::log
