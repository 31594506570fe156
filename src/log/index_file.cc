#include "log/index_file.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/check.h"

namespace moldau::log {
namespace {

constexpr std::size_t kBlockEntries = 512;
constexpr std::size_t kLargestEntry = 16;

bool is_zero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

LogResult<std::size_t> IndexFile::count() {
  if (count_ != kUnknown) return count_;
  const auto size = file_.size();
  if (!size) return storage_error(size.error());
  const auto counted = count_without_zeros(*size / entry_size_);
  if (counted) count_ = *counted;
  return counted;
}

LogResult<std::size_t> IndexFile::count_without_zeros(std::size_t count) {
  std::array<std::uint8_t, kLargestEntry> bytes;
  const MutableByteView at(bytes.data(), entry_size_);
  std::size_t low = 0, high = count;  // entries from `high` on are zero
  while (low < high) {
    const auto middle = high == count ? count - 1 : low + (high - low) / 2;
    if (auto done = entry(middle, at); !done) return std::unexpected(done.error());
    if (!is_zero(at))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

LogResult<void> IndexFile::entry(std::size_t index, MutableByteView out) {
  const auto file = file_.open();
  if (!file) return storage_error(file.error());
  const auto read = (*file)->read_at(out.first(entry_size_), index * entry_size_);
  if (!read) return storage_error(read.error());
  if (*read != entry_size_) return damage_error(file_.path() + " ended while it was read");
  return {};
}

LogResult<std::size_t> IndexFile::count_while(const std::function<bool(const std::uint8_t*)>& holds) {
  const auto counted = count();
  if (!counted || *counted == 0) return counted;
  std::array<std::uint8_t, kLargestEntry> one;
  std::size_t low = 0, high = *counted;
  while (high - low > kBlockEntries) {  // the end first: that is where most readers are
    const auto middle = high == *counted ? high - kBlockEntries : low + (high - low) / 2;
    if (auto done = entry(middle, one); !done) return std::unexpected(done.error());
    (holds(one.data()) ? low : high) = middle;
  }
  std::array<std::uint8_t, kBlockEntries * kLargestEntry> block;
  const auto file = file_.open();
  if (!file) return storage_error(file.error());
  const auto read = (*file)->read_at({block.data(), (high - low) * entry_size_}, low * entry_size_);
  if (!read) return storage_error(read.error());
  for (std::size_t at = 0; at + entry_size_ <= *read && holds(block.data() + at); at += entry_size_) ++low;
  return low;
}

LogResult<void> IndexFile::append(ByteView entry) {
  MOLDAU_CHECK(entry.size() == entry_size_);
  const auto counted = count();
  if (!counted) return std::unexpected(counted.error());
  const auto file = file_.open_or_create();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->write_at(entry, *counted * entry_size_); !done) return storage_error(done.error());
  ++count_;
  return {};
}

LogResult<void> IndexFile::truncate(std::size_t count) {
  const auto file = file_.open_or_create();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->truncate(count * entry_size_); !done) return storage_error(done.error());
  count_ = count;
  return {};
}

}  // namespace moldau::log
