#include <utility>

#include "broker/partition.h"
#include "broker/session.h"
#include "protocol/messages/00_produce.h"

/// Appends of requests that came together go to the system in one call.
namespace moldau::broker {

bool Session::gathers_for(const Partition& partition) {
  const bool again = std::exchange(written_, &partition) == &partition;
  return again && nothing_in_flight() && produce_follows();
}

void Session::note_gathered(const std::shared_ptr<Partition>& partition) {
  if (unsettled_ != partition) settle();
  unsettled_ = partition;
}

bool Session::produce_follows() {
  const auto next = held_frame(kSizePrefix + load_be<std::uint32_t>(buffer_.held().data()));
  return next && next->size() >= sizeof(std::int16_t) &&
         load_be<std::int16_t>(next->data()) == protocol::ProduceRequest::kInfo.api_key;
}

void Session::settle() {
  const auto partition = std::exchange(unsettled_, nullptr);
  if (!partition || partition->settle()) return;
  tell_end("connection-ended",
           "its records are lost, as " + partition->identity().to_string() + " went offline");
  close();
}

}  // namespace moldau::broker
