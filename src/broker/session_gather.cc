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

bool Session::produce_follows() const {
  const auto held = buffer_.held();
  const auto whole = kSizePrefix + load_be<std::uint32_t>(held.data());
  if (held.size() < whole + kSizePrefix + sizeof(std::int16_t)) return false;
  const auto next = held.subspan(whole);
  return load_be<std::int16_t>(next.data() + kSizePrefix) == protocol::ProduceRequest::kInfo.api_key &&
         next.size() - kSizePrefix >= load_be<std::uint32_t>(next.data());
}

void Session::settle() {
  const auto partition = std::exchange(unsettled_, nullptr);
  if (!partition || partition->settle()) return;
  tell_end("connection-ended",
           "its records are lost, as " + partition->identity().to_string() + " went offline");
  close();
}

}  // namespace moldau::broker
