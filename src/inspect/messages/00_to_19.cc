#include "inspect/messages/lists.h"
#include "protocol/messages/list_00_to_19.h"

namespace moldau::inspect {

void add_00_to_19(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::Messages00To19>(book, to);
}

}  // namespace moldau::inspect
