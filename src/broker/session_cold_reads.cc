#include <algorithm>
#include <array>
#include <utility>

#include "broker/broker.h"
#include "broker/run_blocking.h"
#include "broker/session.h"

/// Records that only the disk has: to wait for them here would keep the thread's other connections waiting.
namespace moldau::broker {
namespace {

/// Behind what is sent next, so that the disk and the network work at the same time.
constexpr std::size_t kPrefetched = 512 * 1024;

/// As far as it can be read: whoever sends it is told what is wrong.
bool read_through(const File& file, std::uint64_t position, std::size_t size) {
  std::array<std::uint8_t, 64 * 1024> discarded;
  for (std::size_t done = 0; done < size; done += discarded.size()) {
    const auto count = std::min(discarded.size(), size - done);
    const auto read = file.read_at(MutableByteView(discarded).first(count), position + done);
    if (!read || *read < count) return false;
  }
  return true;
}

}  // namespace

boost::asio::awaitable<void> Session::bring_into_memory(const FilePart& part, std::size_t from,
                                                        std::size_t to) {
  reads_from_disk_ = true;
  auto work = [file = part.file, position = part.offset + from, size = to - from] {
    file->prefetch(position, size + kPrefetched);
    return read_through(*file, position, size);
  };
  co_await run_blocking(broker_.cold_read_pool(), std::move(work));
}

}  // namespace moldau::broker
