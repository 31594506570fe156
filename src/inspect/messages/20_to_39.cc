#include "inspect/messages/lists.h"
#include "protocol/messages/list_20_to_39.h"

namespace moldau::inspect {

void add_20_to_39(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::Messages20To39>(book, to);
}

}  // namespace moldau::inspect
