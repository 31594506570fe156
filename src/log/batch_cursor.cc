#include "log/batch_cursor.h"

#include <algorithm>
#include <fmt/core.h>
#include <limits>

namespace moldau::log {

using protocol::BatchLayout;

BatchCursor::BatchCursor(std::shared_ptr<File> file, std::string path, std::uint64_t position,
                         std::uint64_t end, std::size_t window)
    : file_(std::move(file)), path_(std::move(path)), position_(position), end_(end), window_(window) {}

bool fits(const protocol::BatchHeader& header, std::uint64_t position, std::uint64_t end) {
  constexpr auto kLastOffset = std::numeric_limits<std::int64_t>::max() - 1;
  return header.magic == BatchLayout::kMagicValue && has_plausible_length(header) &&
         header.last_offset_delta >= 0 && header.base_offset >= 0 &&
         header.base_offset <= kLastOffset - header.last_offset_delta && header.size() <= end - position;
}

LogResult<std::optional<LocatedBatch>> BatchCursor::next() {
  if (position_ >= end_) return std::nullopt;
  const auto bytes = view(position_, BatchLayout::kHeaderSize);
  if (!bytes) return std::unexpected(bytes.error());
  const auto header = protocol::read_batch_header(*bytes);
  if (!header || !fits(*header, position_, end_))
    return damage_error(fmt::format("{}: no record batch at position {}", path_, position_));
  const LocatedBatch batch{*header, position_};
  position_ = batch.end();
  return batch;
}

LogResult<ByteView> BatchCursor::bytes(const LocatedBatch& batch) {
  auto whole = view(batch.position, batch.header.size());
  if (whole && whole->size() != batch.header.size())
    return damage_error(fmt::format("{}: ended inside the batch at position {}", path_, batch.position));
  return whole;
}

LogResult<ByteView> BatchCursor::view(std::uint64_t from, std::size_t size) {
  if (from < buffer_position_ || from + size > buffer_position_ + buffer_.size()) {
    const auto wanted = std::min<std::uint64_t>(std::max(size, window_), end_ - from);
    buffer_.resize(wanted);
    const auto read = file_->read_at(buffer_, from);
    failed_to_read_ = !read;
    if (!read) return storage_error(read.error());
    buffer_.resize(*read);
    buffer_position_ = from;
  }
  const auto skip = static_cast<std::size_t>(from - buffer_position_);
  return ByteView(buffer_).subspan(skip, std::min(size, buffer_.size() - skip));
}

}  // namespace moldau::log
