#include "protocol/records/compression.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <lz4frame.h>
#include <memory>
#include <snappy.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "base/check.h"

namespace moldau::protocol {
namespace {

using Outcome = std::expected<void, std::string>;
constexpr std::size_t kStep = 64 * 1024;

std::unexpected<std::string> broken(std::string why) {
  return std::unexpected(std::move(why));
}

/// The output of a decompressor, grown step by step under a cap.
class CappedOutput {
 public:
  CappedOutput(Bytes& out, std::size_t cap) : out_(out), start_(out.size()), cap_(cap) {}
  /// Room for a next step; empty once the cap is reached.
  MutableByteView room() {
    const auto step = std::min(kStep, cap_ - (out_.size() - start_));
    filled_ = out_.size();
    out_.resize(filled_ + step);
    return MutableByteView(out_).subspan(filled_);
  }
  void keep(std::size_t size) { out_.resize(filled_ + size); }

 private:
  Bytes& out_;
  std::size_t start_, cap_, filled_ = 0;
};

constexpr auto kTooMuch = "expands to more than the broker allows";

Outcome gunzip(ByteView in, CappedOutput& out) {
  z_stream stream{};
  MOLDAU_CHECK(inflateInit2(&stream, 15 + 16) == Z_OK);
  const std::unique_ptr<z_stream, decltype(&inflateEnd)> guard(&stream, &inflateEnd);
  stream.next_in = const_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  for (int status = Z_OK; status != Z_STREAM_END;) {
    const auto room = out.room();
    if (room.empty()) return broken(kTooMuch);
    stream.next_out = room.data();
    stream.avail_out = static_cast<uInt>(room.size());
    status = inflate(&stream, Z_NO_FLUSH);
    out.keep(room.size() - stream.avail_out);
    if (status != Z_OK && status != Z_STREAM_END) return broken("is no gzip stream");
    if (status == Z_OK && stream.avail_in == 0 && stream.avail_out > 0) return broken("is a cut gzip stream");
  }
  return {};
}

std::string no_frame(std::size_t error) {
  return std::string("is no zstd frame: ") + ZSTD_getErrorName(error);
}

/// What a stream remembers of its output, as a power of two: as much as any level asks for but the highest.
constexpr int kLargestZstdWindow = 23;
/// What the highest asks for, and the most that the library reads if nobody says otherwise.
constexpr std::uint64_t kMostZstdWindowBytes = 1 << 27;
constexpr std::size_t kZstdGrowth = 2;

/// Stored with its smallest byte first.
std::uint32_t zstd_magic(ByteView frame) {
  return std::byteswap(load_be<std::uint32_t>(frame.data()));
}

/// What a frame's header says of its window (RFC 8878, 3.1.1.1): 0 where that is its content's size, or
/// nothing at all.
std::uint64_t zstd_window_bytes(ByteView frame) {
  constexpr std::size_t kDescriptorAt = 4;
  constexpr std::uint8_t kSingleSegment = 0x20;
  if (frame.size() < kDescriptorAt + 2 || zstd_magic(frame) != ZSTD_MAGICNUMBER) return 0;
  if ((frame[kDescriptorAt] & kSingleSegment) != 0) return 0;
  const auto descriptor = frame[kDescriptorAt + 1];
  const auto base = std::uint64_t{1} << (10 + (descriptor >> 3));
  return base + base / 8 * (descriptor & 7);
}

/// Not one of the formats before the first release, whose windows know no limit. A cut magic number is what
/// the library speaks of.
bool begins_zstd_frame(ByteView in) {
  constexpr std::uint32_t kSkippableMask = 0xfffffff0;
  if (in.size() < sizeof(std::uint32_t)) return true;
  const auto magic = zstd_magic(in);
  return magic == ZSTD_MAGICNUMBER || (magic & kSkippableMask) == ZSTD_MAGIC_SKIPPABLE_START;
}

Outcome check_zstd_frames(ByteView in) {
  while (!in.empty()) {
    if (!begins_zstd_frame(in)) return broken("is no zstd frame: another magic number");
    const auto size = ZSTD_findFrameCompressedSize(in.data(), in.size());
    if (ZSTD_isError(size)) return broken(no_frame(size));
    if (zstd_window_bytes(in) > kMostZstdWindowBytes)
      return broken("is no zstd frame that is read: its window is larger than 128 MiB");
    in = in.subspan(size);
  }
  return {};
}

/// For a frame that announces a larger window, as the highest levels do however little they compress: its
/// output is its window, and memory is taken for what comes out alone.
Outcome unzstd_at_once(ZSTD_DCtx* context, ByteView in, Bytes& out, std::size_t cap) {
  if (auto sound = check_zstd_frames(in); !sound) return sound;
  const auto start = out.size();
  for (std::size_t size = std::min(cap, kStep);; size = std::min(cap, size * kZstdGrowth)) {
    out.resize(start + size);
    const auto done = ZSTD_decompressDCtx(context, out.data() + start, size, in.data(), in.size());
    out.resize(start + (ZSTD_isError(done) ? 0 : done));
    if (!ZSTD_isError(done)) return {};
    if (ZSTD_getErrorCode(done) != ZSTD_error_dstSize_tooSmall) return broken(no_frame(done));
    if (size == cap) return broken(kTooMuch);
  }
}

Outcome unzstd(ByteView in, Bytes& out, std::size_t cap) {
  thread_local const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(),
                                                                                  &ZSTD_freeDCtx);
  ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, kLargestZstdWindow);
  const auto start = out.size();
  CappedOutput capped(out, cap);
  ZSTD_inBuffer input{in.data(), in.size(), 0};
  bool at_frame = true;
  for (std::size_t hint = 1; hint != 0 || input.pos < input.size;) {
    const auto room = capped.room();
    if (room.empty()) return broken(kTooMuch);
    ZSTD_outBuffer output{room.data(), room.size(), 0};
    const auto before = input.pos;
    if (at_frame && !begins_zstd_frame(in.subspan(before)))
      return broken("is no zstd frame: another magic number");
    hint = ZSTD_decompressStream(context.get(), &output, &input);
    at_frame = hint == 0;
    capped.keep(output.pos);
    if (ZSTD_isError(hint) && ZSTD_getErrorCode(hint) == ZSTD_error_frameParameter_windowTooLarge) {
      out.resize(start);
      return unzstd_at_once(context.get(), in, out, cap);
    }
    if (ZSTD_isError(hint)) return broken(no_frame(hint));
    if (hint != 0 && output.pos == 0 && input.pos == before) return broken("is a cut zstd frame");
  }
  return {};
}

Outcome unlz4(ByteView in, CappedOutput& out) {
  LZ4F_dctx* raw = nullptr;
  MOLDAU_CHECK(!LZ4F_isError(LZ4F_createDecompressionContext(&raw, LZ4F_VERSION)));
  const std::unique_ptr<LZ4F_dctx, decltype(&LZ4F_freeDecompressionContext)> context(
      raw, &LZ4F_freeDecompressionContext);
  std::size_t position = 0;
  for (std::size_t hint = 1; hint != 0;) {
    const auto room = out.room();
    if (room.empty()) return broken(kTooMuch);
    std::size_t produced = room.size(), consumed = in.size() - position;
    hint = LZ4F_decompress(context.get(), room.data(), &produced, in.data() + position, &consumed, nullptr);
    if (LZ4F_isError(hint)) produced = 0;
    out.keep(produced);
    if (LZ4F_isError(hint)) return broken(std::string("is no lz4 frame: ") + LZ4F_getErrorName(hint));
    position += consumed;
    if (hint != 0 && produced == 0 && consumed == 0) return broken("is a cut lz4 frame");
  }
  return {};
}

/// The framing of the Java library: a header of 16 bytes, then blocks behind their size. Others write one
/// bare block.
constexpr std::array<std::uint8_t, 8> kSnappyMagic = {0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
constexpr std::size_t kSnappyHeader = 16, kSnappyBlock = 32 * 1024;

Outcome unsnappy_block(ByteView in, Bytes& out, std::size_t cap) {
  const auto* data = reinterpret_cast<const char*>(in.data());
  std::size_t size = 0;
  if (!snappy::GetUncompressedLength(data, in.size(), &size)) return broken("is no snappy block");
  if (size > cap) return broken(kTooMuch);
  // A block cannot expand further than this: a larger claim is a lie that shall cost no memory.
  if (size > in.size() * 64 + 64) return broken("is no snappy block: its length is not plausible");
  const auto start = out.size();
  out.resize(start + size);
  if (!snappy::RawUncompress(data, in.size(), reinterpret_cast<char*>(out.data() + start)))
    return broken("is no snappy block");
  return {};
}

Outcome unsnappy(ByteView in, Bytes& out, std::size_t cap) {
  if (in.size() < kSnappyHeader || !std::equal(kSnappyMagic.begin(), kSnappyMagic.end(), in.begin()))
    return unsnappy_block(in, out, cap);
  const auto start = out.size();
  for (std::size_t at = kSnappyHeader; at < in.size();) {
    if (in.size() - at < 4) return broken("is a cut snappy stream");
    const auto size = load_be<std::uint32_t>(in.data() + at);
    at += 4;
    if (size > in.size() - at) return broken("is a cut snappy stream");
    if (auto done = unsnappy_block(in.subspan(at, size), out, cap - (out.size() - start)); !done) return done;
    at += size;
  }
  return {};
}

void gzip(ByteView in, int level, Bytes& out) {
  z_stream stream{};
  MOLDAU_CHECK(deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  const auto start = out.size();
  out.resize(start + deflateBound(&stream, in.size()));
  stream.next_in = const_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = out.data() + start;
  stream.avail_out = static_cast<uInt>(out.size() - start);
  MOLDAU_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
}

void snappy_framed(ByteView in, Bytes& out) {
  out.insert(out.end(), kSnappyMagic.begin(), kSnappyMagic.end());
  const std::uint8_t versions[8] = {0, 0, 0, 1, 0, 0, 0, 1};
  out.insert(out.end(), std::begin(versions), std::end(versions));
  for (std::size_t at = 0; at < in.size(); at += kSnappyBlock) {
    const auto block = in.subspan(at, std::min(kSnappyBlock, in.size() - at));
    std::string compressed;
    snappy::Compress(reinterpret_cast<const char*>(block.data()), block.size(), &compressed);
    std::uint8_t size[4];
    store_be<std::uint32_t>(size, static_cast<std::uint32_t>(compressed.size()));
    out.insert(out.end(), std::begin(size), std::end(size));
    out.insert(out.end(), compressed.begin(), compressed.end());
  }
}

/// Kafka's level 9 is the library's fast compressor; all others are the one that takes its time (KIP-390).
constexpr std::int32_t kFastLz4Level = 9;

void lz4(ByteView in, int level, Bytes& out) {
  LZ4F_preferences_t preferences{};
  // Below 3 the library would be fast at all levels.
  preferences.compressionLevel = level == kFastLz4Level ? 0 : std::max(level, 3);
  preferences.frameInfo.blockMode = LZ4F_blockIndependent;
  preferences.frameInfo.blockSizeID = LZ4F_max64KB;
  const auto start = out.size();
  out.resize(start + LZ4F_compressFrameBound(in.size(), &preferences));
  const auto size =
      LZ4F_compressFrame(out.data() + start, out.size() - start, in.data(), in.size(), &preferences);
  MOLDAU_CHECK(!LZ4F_isError(size));
  out.resize(start + size);
}

void zstd(ByteView in, int level, Bytes& out) {
  const auto start = out.size();
  out.resize(start + ZSTD_compressBound(in.size()));
  const auto size = ZSTD_compress(out.data() + start, out.size() - start, in.data(), in.size(), level);
  MOLDAU_CHECK(!ZSTD_isError(size));
  out.resize(start + size);
}

}  // namespace

std::size_t DecompressionLimits::allowed(std::size_t compressed) const {
  return std::min(max_bytes, compressed * max_ratio + free_bytes);
}

Outcome decompress(Codec codec, ByteView in, Bytes& out, const DecompressionLimits& limits) {
  const auto cap = limits.allowed(in.size());
  CappedOutput capped(out, cap);
  switch (codec) {
    case Codec::kNone: out.insert(out.end(), in.begin(), in.end()); return {};
    case Codec::kGzip: return gunzip(in, capped);
    case Codec::kSnappy: return unsnappy(in, out, cap);
    case Codec::kLz4: return unlz4(in, capped);
    case Codec::kZstd: return unzstd(in, out, cap);
  }
  return broken("has an unknown codec");
}

std::int32_t default_level(Codec codec) {
  switch (codec) {
    case Codec::kGzip: return Z_DEFAULT_COMPRESSION;
    case Codec::kLz4: return kFastLz4Level;
    case Codec::kZstd: return ZSTD_CLEVEL_DEFAULT;
    default: return 0;
  }
}

void compress(const Compression& compression, ByteView in, Bytes& out) {
  switch (compression.codec) {
    case Codec::kNone: out.insert(out.end(), in.begin(), in.end()); return;
    case Codec::kGzip: return gzip(in, compression.level, out);
    case Codec::kSnappy: return snappy_framed(in, out);
    case Codec::kLz4: return lz4(in, compression.level, out);
    case Codec::kZstd: return zstd(in, compression.level, out);
  }
}

std::string_view name(Codec codec) {
  switch (codec) {
    case Codec::kNone: return "none";
    case Codec::kGzip: return "gzip";
    case Codec::kSnappy: return "snappy";
    case Codec::kLz4: return "lz4";
    case Codec::kZstd: return "zstd";
  }
  return "unknown";
}

}  // namespace moldau::protocol
