#include "protocol/records/recompress.h"

#include "base/check.h"

namespace moldau::protocol {

using Layout = BatchLayout;

void recompress(const ValidBatch& batch, const Compression& compression, Bytes& out) {
  MOLDAU_CHECK(out.empty());
  out.resize(Layout::kHeaderSize);
  compress(compression, batch.records, out);
  auto header = batch.header;
  header.length = static_cast<std::int32_t>(out.size() - Layout::kLogOverhead);
  constexpr int kKept = 0x38;  // timestamp type, transactional, control
  header.attributes =
      static_cast<std::int16_t>((header.attributes & kKept) | static_cast<int>(compression.codec));
  write_batch_header(out, header);
}

}  // namespace moldau::protocol
