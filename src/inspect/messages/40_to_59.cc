#include "inspect/messages/lists.h"
#include "protocol/messages/list_40_to_59.h"

namespace moldau::inspect {

void add_40_to_59(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::Messages40To59>(book, to);
}

}  // namespace moldau::inspect
