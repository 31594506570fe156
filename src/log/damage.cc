#include "log/damage.h"

#include <algorithm>
#include <array>
#include <limits>

#include "log/batch_cursor.h"

namespace moldau::log {

using protocol::BatchLayout;

namespace {

constexpr std::size_t kChunk = 1024 * 1024, kPage = 4096;

LogResult<Bytes> read(const File& file, std::uint64_t position, std::uint64_t size) {
  Bytes bytes(size);
  const auto read = file.read_at(bytes, position);
  if (!read) return storage_error(read.error());
  bytes.resize(*read);
  return bytes;
}

constexpr std::int64_t kOffsetSpan = std::numeric_limits<std::int32_t>::max();

/// What can be told without reading the whole batch; random bytes hardly ever pass.
bool may_begin_here(ByteView bytes, std::uint64_t position, const Suspect& suspect) {
  if (bytes[BatchLayout::kMagic] != BatchLayout::kMagicValue) return false;
  const auto header = protocol::read_batch_header(bytes);
  return fits(*header, position, suspect.end) && header->base_offset >= suspect.lowest_offset &&
         (header->base_offset <= suspect.expected_offset ||
          header->base_offset - suspect.expected_offset <= kOffsetSpan);
}

/// The header of the batch that begins where one should, if it is one as far as a header can tell.
LogResult<std::optional<protocol::BatchHeader>> first_header(const Suspect& suspect) {
  const auto start = read(suspect.file, suspect.position,
                          std::min<std::uint64_t>(BatchLayout::kHeaderSize, suspect.end - suspect.position));
  if (!start) return std::unexpected(start.error());
  const auto header = protocol::read_batch_header(*start);
  constexpr auto kAnywhere = std::numeric_limits<std::uint64_t>::max();
  if (!header || !fits(*header, 0, kAnywhere) || header->base_offset < suspect.expected_offset ||
      header->base_offset - suspect.expected_offset > kOffsetSpan)
    return std::nullopt;
  return header;
}

/// Whether the bytes from the range's begin up to `end` are a batch by its CRC, whatever length it claims.
LogResult<bool> is_batch_up_to(const Suspect& suspect, std::uint64_t end) {
  if (end - suspect.position < BatchLayout::kHeaderSize) return false;
  const auto batch = read(suspect.file, suspect.position, end - suspect.position);
  if (!batch) return std::unexpected(batch.error());
  return batch->size() == end - suspect.position && protocol::has_valid_crc(*batch);
}

LogResult<bool> is_valid(const Suspect& suspect, std::uint64_t position,
                         const protocol::BatchHeader& header) {
  const auto batch = read(suspect.file, position, header.size());
  if (!batch) return std::unexpected(batch.error());
  return batch->size() == header.size() && protocol::has_valid_crc(*batch);
}

/// Zeros that a batch of this base offset begins with: the offset's and those of its length, below 2^24.
std::size_t leading_zeros(std::int64_t base_offset) {
  std::array<std::uint8_t, 8> bytes;
  store_be<std::int64_t>(bytes.data(), base_offset);
  const auto zeros = static_cast<std::size_t>(
      std::ranges::find_if(bytes, [](std::uint8_t byte) { return byte != 0; }) - bytes.begin());
  return zeros == bytes.size() ? zeros + 3 : zeros;
}

}  // namespace

LogResult<std::optional<std::uint64_t>> find_valid_batch(const Suspect& suspect) {
  const auto first = first_header(suspect);
  if (!first) return std::unexpected(first.error());
  const auto own_end = *first ? suspect.position + (*first)->size() : suspect.position;
  for (auto from = suspect.position; from + BatchLayout::kHeaderSize <= suspect.end; from += kChunk) {
    const auto size = std::min<std::uint64_t>(kChunk + BatchLayout::kHeaderSize - 1, suspect.end - from);
    const auto chunk = read(suspect.file, from, size);
    if (!chunk) return std::unexpected(chunk.error());
    for (std::size_t at = 0; at + BatchLayout::kHeaderSize <= chunk->size(); ++at) {
      const auto bytes = ByteView(*chunk).subspan(at, BatchLayout::kHeaderSize);
      if (!may_begin_here(bytes, from + at, suspect)) continue;
      auto valid = is_valid(suspect, from + at, *protocol::read_batch_header(bytes));
      if (valid && *valid && from + at > suspect.position && from + at < own_end)
        valid = is_batch_up_to(suspect, from + at);
      if (!valid) return std::unexpected(valid.error());
      if (*valid) return from + at;
    }
  }
  return std::nullopt;
}

LogResult<bool> ends_inside_batch(const Suspect& suspect) {
  if (suspect.end - suspect.position < BatchLayout::kHeaderSize) return true;
  const auto first = first_header(suspect);
  if (!first) return std::unexpected(first.error());
  if (!*first || (*first)->size() <= suspect.end - suspect.position) return false;
  const auto whole = is_batch_up_to(suspect, suspect.end);
  if (!whole) return whole;
  return !*whole;
}

LogResult<bool> lost_pages(const Suspect& suspect) {
  const auto zeros_of_batch = leading_zeros(suspect.expected_offset);
  const auto file_size = suspect.file.size();
  if (!file_size) return storage_error(file_size.error());
  const auto end_of_page = [&](std::uint64_t at) {
    return std::min<std::uint64_t>((at / kPage + 1) * kPage, *file_size);
  };
  // A batch that is valid where the range begins has lost its offset alone, which no CRC covers.
  const auto end = suspect.end > suspect.position ? suspect.end : end_of_page(suspect.position);
  for (auto from = suspect.position; from < end;) {
    const auto page_end = end_of_page(from);
    if (page_end > end) break;
    const auto page = read(suspect.file, from, page_end - from);
    if (!page) return std::unexpected(page.error());
    const bool zero = std::ranges::all_of(*page, [](std::uint8_t byte) { return byte == 0; });
    if (zero && (from != suspect.position || page->size() > zeros_of_batch)) return true;
    from = page_end;
  }
  return false;
}

}  // namespace moldau::log
