#include "log/transaction_index.h"

#include <array>

namespace moldau::log {
namespace {

IndexedTransaction entry_at(const std::uint8_t* bytes) {
  return {load_be<std::int64_t>(bytes + 2), load_be<std::int64_t>(bytes + 10),
          load_be<std::int64_t>(bytes + 18), load_be<std::int64_t>(bytes + 26)};
}

}  // namespace

LogResult<std::uint64_t> TransactionIndex::size() {
  if (size_) return *size_;
  const auto size = file_.size();
  if (!size) return storage_error(size.error());
  size_ = *size - *size % kEntrySize;
  return *size_;
}

LogResult<Bytes> TransactionIndex::load() {
  const auto entries_size = size();
  if (!entries_size) return std::unexpected(entries_size.error());
  Bytes bytes(*entries_size);
  if (bytes.empty()) return bytes;
  const auto file = file_.open();
  if (!file) return storage_error(file.error());
  const auto read = (*file)->read_at(bytes, 0);
  if (!read) return storage_error(read.error());
  bytes.resize(*read - *read % kEntrySize);
  return bytes;
}

LogResult<void> TransactionIndex::create() {
  if (const auto file = file_.open_or_create(); !file) return storage_error(file.error());
  return {};
}

LogResult<void> TransactionIndex::clear() {
  if (auto done = file_.remove(); !done) return storage_error(done.error());
  size_ = 0;
  return {};
}

LogResult<void> TransactionIndex::append(const CompletedTransaction& aborted,
                                         std::int64_t last_stable_offset) {
  return append({aborted.producer_id, aborted.first_offset, aborted.last_offset, last_stable_offset});
}

LogResult<void> TransactionIndex::append(const IndexedTransaction& aborted) {
  std::array<std::uint8_t, kEntrySize> bytes{};
  store_be<std::int64_t>(bytes.data() + 2, aborted.producer_id);
  store_be<std::int64_t>(bytes.data() + 10, aborted.first_offset);
  store_be<std::int64_t>(bytes.data() + 18, aborted.last_offset);
  store_be<std::int64_t>(bytes.data() + 26, aborted.last_stable_offset);
  const auto end = size();
  if (!end) return std::unexpected(end.error());
  const auto file = file_.open_or_create();
  if (!file) return storage_error(file.error());
  if (auto done = (*file)->write_at(bytes, *end); !done) return storage_error(done.error());
  size_ = *end + kEntrySize;
  return {};
}

LogResult<std::vector<IndexedTransaction>> TransactionIndex::entries() {
  const auto bytes = load();
  if (!bytes) return std::unexpected(bytes.error());
  std::vector<IndexedTransaction> found;
  for (std::size_t at = 0; at < bytes->size(); at += kEntrySize)
    found.push_back(entry_at(bytes->data() + at));
  return found;
}

LogResult<bool> TransactionIndex::collect(std::int64_t first, std::int64_t upper,
                                          std::vector<AbortedTransaction>& found) {
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
  size_ = kept;
  return {};
}

}  // namespace moldau::log
