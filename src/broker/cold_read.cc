#include "broker/cold_read.h"

#include <algorithm>
#include <array>

namespace moldau::broker {

bool read_through(const File& file, std::uint64_t position, std::size_t size) {
  std::array<std::uint8_t, 64 * 1024> discarded;
  for (std::size_t done = 0; done < size;) {
    const auto piece = MutableByteView(discarded).first(std::min(discarded.size(), size - done));
    const auto read = file.read_at(piece, position + done);
    if (!read || *read < piece.size()) return false;
    done += piece.size();
  }
  return true;
}

void warm_up(const File& file) {
  const auto size = file.size();
  if (size && !file.in_memory(0, *size)) read_through(file, 0, *size);
}

}  // namespace moldau::broker
