#include "protocol/messages/list_20_to_39.h"
#include "tests/protocol/known_messages/add_known.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

void add_20_to_39(std::vector<KnownMessage>& to) {
  add_known<Messages20To39>(to);
}

}  // namespace moldau::protocol
