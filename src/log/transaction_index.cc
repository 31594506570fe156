#include "log/transaction_index.h"

#include <array>

namespace moldau::log {
namespace {

struct Entry {
  std::int64_t producer_id, first_offset, last_offset, last_stable_offset;
};

Entry entry_at(const std::uint8_t* bytes) {
  return {load_be<std::int64_t>(bytes + 2), load_be<std::int64_t>(bytes + 10),
          load_be<std::int64_t>(bytes + 18), load_be<std::int64_t>(bytes + 26)};
}

}  // namespace

LogResult<Bytes> TransactionIndex::load() const {
  const auto size = file_.size();
  if (!size) return storage_error(size.error());
  Bytes bytes(*size - *size % kEntrySize);
  if (bytes.empty()) return bytes;
  const auto file = file_.open();
  if (!file) return storage_error(file.error());
  const auto read = (*file)->read_at(bytes, 0);
  if (!read) return storage_error(read.error());
  bytes.resize(*read - *read % kEntrySize);
  return bytes;
}

LogResult<void> TransactionIndex::append(const CompletedTransaction& aborted,
                                         std::int64_t last_stable_offset) {
  std::array<std::uint8_t, kEntrySize> bytes{};
  store_be<std::int64_t>(bytes.data() + 2, aborted.producer_id);
  store_be<std::int64_t>(bytes.data() + 10, aborted.first_offset);
  store_be<std::int64_t>(bytes.data() + 18, aborted.last_offset);
  store_be<std::int64_t>(bytes.data() + 26, last_stable_offset);
  const auto size = file_.size();
  if (!size) return storage_error(size.error());
  const auto file = file_.open_or_create();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->write_at(bytes, *size - *size % kEntrySize); !done)
    return storage_error(done.error());
  return {};
}

LogResult<bool> TransactionIndex::collect(std::int64_t first, std::int64_t upper,
                                          std::vector<AbortedTransaction>& found) const {
  const auto bytes = load();
  if (!bytes) return std::unexpected(bytes.error());
  for (std::size_t at = 0; at < bytes->size(); at += kEntrySize) {
    const auto entry = entry_at(bytes->data() + at);
    if (entry.last_offset >= first && entry.first_offset < upper)
      found.push_back({entry.producer_id, entry.first_offset});
    if (entry.last_stable_offset >= upper) return true;
  }
  return false;
}

LogResult<void> TransactionIndex::truncate_to(std::int64_t offset) {
  const auto bytes = load();
  if (!bytes) return std::unexpected(bytes.error());
  std::size_t kept = 0;
  while (kept < bytes->size() && entry_at(bytes->data() + kept).last_offset < offset) kept += kEntrySize;
  if (kept == bytes->size()) return {};
  const auto file = file_.open();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->truncate(kept); !done) return storage_error(done.error());
  return {};
}

}  // namespace moldau::log
