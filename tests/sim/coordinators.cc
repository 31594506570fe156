#include "tests/sim/coordinators.h"

#include "protocol/messages/10_find_coordinator.h"

namespace moldau::sim {

boost::asio::awaitable<bool> find_coordinator(Client& client, std::string key, std::int8_t key_type) {
  constexpr std::int16_t kVersion = 6;
  protocol::FindCoordinatorRequest request;
  request.key_type = key_type;
  request.coordinator_keys = {key};
  const auto frame = co_await client.ask(request, kVersion);
  const auto answer = answer_in<protocol::FindCoordinatorResponse>(client, frame, kVersion);
  co_return answer && answer->coordinators.at(0).error_code == 0;
}

}  // namespace moldau::sim
