#include <algorithm>
#include <utility>

#include "broker/broker.h"
#include "broker/cold_read.h"
#include "broker/run_blocking.h"
#include "broker/session.h"

/// Records that only the disk has: to wait for them here would keep the thread's other connections waiting.
namespace moldau::broker {
namespace {

using boost::asio::awaitable;
/// Behind what is sent next, so that the disk and the network work at the same time.
constexpr std::size_t kPrefetched = 512 * 1024;
/// Well past what was prefetched.
constexpr std::size_t kWarmAfter = 4 * kPrefetched;

}  // namespace

bool Session::is_in_memory(const FilePart& part, std::size_t from, std::size_t to) {
  const auto size = to - from;
  const bool there = part.at_tail || part.file->in_memory(part.offset + from, size);
  if (!there)
    until_warm_ = kWarmAfter;
  else if (!part.at_tail)
    until_warm_ -= std::min(until_warm_, size);
  return there;
}

awaitable<bool> Session::read_from_disk(const FilePart& part, std::size_t from, std::size_t to) {
  auto work = [file = part.file, position = part.offset + from, size = to - from] {
    file->prefetch(position, size + kPrefetched);
    return read_through(*file, position, size);
  };
  co_return co_await run_blocking(broker_.cold_read_pool(), std::move(work));
}

}  // namespace moldau::broker
