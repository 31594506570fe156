#include "broker/message_conversion.h"

#include <utility>

#include "broker/broker.h"
#include "broker/run_blocking.h"
#include "broker/session.h"

namespace moldau::broker {
namespace {

/// The batches, the messages, and the answer that messages are copied to.
constexpr std::size_t kCopiesAhead = 3, kCopiesOfMessages = 2;

boost::asio::awaitable<bool> reserve(const RequestContext& context, std::size_t bytes, MemoryCharge& memory) {
  if (memory.try_add(bytes)) co_return true;
  // Who holds some waits for nobody who may do the same: what there is so far is an answer.
  if (memory.bytes() > 0) co_return false;
  const bool taken = co_await context.session.take_memory(bytes);
  if (taken) memory.adopt(bytes);
  co_return taken;
}

Messages converted(const log::FetchSlice& slice, const protocol::DownConversion& conversion) {
  Messages messages;
  const auto batches = slice.load();
  if (!batches) {
    messages.error = protocol::ErrorCode::kKafkaStorageError;
    return messages;
  }
  const auto next_offset = protocol::down_convert(*batches, conversion, messages.bytes);
  if (next_offset)
    messages.next_offset = *next_offset;
  else
    messages.error = next_offset.error();
  return messages;
}

}  // namespace

boost::asio::awaitable<std::optional<Messages>> convert(const RequestContext& context,
                                                        const log::FetchSlice& slice,
                                                        const protocol::DownConversion& conversion,
                                                        MemoryCharge& memory) {
  const auto before = memory.bytes();
  const bool reserved = co_await reserve(context, kCopiesAhead * slice.size, memory);
  if (!reserved) co_return std::nullopt;
  auto work = [slice, conversion] { return converted(slice, conversion); };
  auto messages = co_await run_blocking(context.broker.conversion_pool(), std::move(work));
  memory.set(before + kCopiesOfMessages * messages.bytes.size());
  co_return std::move(messages);
}

}  // namespace moldau::broker
