#include "protocol/messages/list_records.h"
#include "tests/protocol/known_messages/add_known.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

void add_records(std::vector<KnownMessage>& to) {
  add_known<RecordMessages>(to);
}

}  // namespace moldau::protocol
