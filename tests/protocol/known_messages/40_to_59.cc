#include "protocol/messages/list_40_to_59.h"
#include "tests/protocol/known_messages/add_known.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

void add_40_to_59(std::vector<KnownMessage>& to) {
  add_known<Messages40To59>(to);
}

}  // namespace moldau::protocol
