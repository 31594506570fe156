#include "metadata/write_ahead_log.h"

#include <array>
#include <bit>
#include <fstream>

#include "base/bytes.h"

// The format (sqlite.org/fileformat2.html, "The Write-Ahead Log"), integers in network order:
//
//   log    := header frame*
//   header := magic:4 version:4 page_size:4 checkpoint:4 salts:8 checksum:8
//   frame  := page_number:4 pages_after_commit:4 salts:8 checksum:8 page
//
// A frame that ends a transaction has pages_after_commit. Frames that are left of a time before the log was
// begun anew have other salts. A checksum goes on from that of the frame before; it covers the first 24 bytes
// of the header, and of a frame the first 8 and its page.

namespace moldau::metadata {
namespace {

constexpr std::size_t kHeaderSize = 32, kFrameHeaderSize = 24, kSalts = 8, kChecksum = 16;
constexpr std::size_t kHeaderSalts = 16, kHeaderChecksum = 24, kHeaderPageSize = 8;
constexpr std::uint32_t kMagic = 0x377f0682;  // and 1 where checksums are made of words in network order
constexpr std::uint32_t kLeastPageSize = 512, kLargestPageSize = 65'536;

using Checksum = std::array<std::uint32_t, 2>;

struct Words {
  bool in_network_order = false;

  std::uint32_t at(const std::uint8_t* from) const {
    const auto word = load_be<std::uint32_t>(from);
    return in_network_order ? word : __builtin_bswap32(word);
  }
  Checksum sum(ByteView bytes, Checksum sum) const {
    for (std::size_t at_byte = 0; at_byte + 8 <= bytes.size(); at_byte += 8) {
      sum[0] += at(bytes.data() + at_byte) + sum[1];
      sum[1] += at(bytes.data() + at_byte + 4) + sum[0];
    }
    return sum;
  }
};

/// What this machine's stores have, for where a header is wrong.
constexpr Words kOurs{.in_network_order = std::endian::native == std::endian::big};
constexpr std::uint32_t kOurPageSize = 4096;

Checksum checksum_at(const std::uint8_t* from) {
  return {load_be<std::uint32_t>(from), load_be<std::uint32_t>(from + 4)};
}

bool read(std::ifstream& file, std::string& into) {
  file.read(into.data(), static_cast<std::streamsize>(into.size()));
  return static_cast<std::size_t>(file.gcount()) == into.size();
}

}  // namespace

std::optional<std::uint64_t> damage_in_write_ahead_log(const std::string& file) {
  std::ifstream log(file, std::ios::binary);
  std::string read_header(kHeaderSize, 0);
  if (!log || !read(log, read_header)) return std::nullopt;
  const auto header = as_bytes(read_header);
  const auto magic = load_be<std::uint32_t>(header.data());
  Words words{.in_network_order = (magic & 1) != 0};
  auto before = checksum_at(header.data() + kHeaderChecksum);
  auto salts = load_be<std::uint64_t>(header.data() + kHeaderSalts);
  std::optional<std::uint64_t> wrong;
  auto page_size = load_be<std::uint32_t>(header.data() + kHeaderPageSize);
  if ((magic | 1) != (kMagic | 1) || words.sum(header.first(kHeaderChecksum), {}) != before) {
    wrong = 0;
    words = kOurs;
    page_size = kOurPageSize;
  }
  if (page_size < kLeastPageSize || page_size > kLargestPageSize)
    return std::nullopt;  // SQLite looks no further
  std::string read_frame(kFrameHeaderSize + page_size, 0);
  const auto frame = as_bytes(read_frame);
  bool ended = false;
  for (std::uint64_t position = kHeaderSize; read(log, read_frame); position += frame.size()) {
    const auto frame_salts = load_be<std::uint64_t>(frame.data() + kSalts);
    if (wrong == 0 && position == kHeaderSize) salts = frame_salts;
    const auto sum = words.sum(frame.subspan(kFrameHeaderSize), words.sum(frame.first(8), before));
    before = checksum_at(frame.data() + kChecksum);
    const bool right = frame_salts == salts && sum == before;
    if (!wrong && !right) wrong = position;
    if (ended && right) return wrong;
    if (wrong && frame_salts == salts && load_be<std::uint32_t>(frame.data() + 4) != 0) ended = true;
  }
  return std::nullopt;
}

}  // namespace moldau::metadata
