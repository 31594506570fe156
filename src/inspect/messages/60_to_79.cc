#include "inspect/messages/lists.h"
#include "protocol/messages/list_60_to_79.h"

namespace moldau::inspect {

void add_60_to_79(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::Messages60To79>(book, to);
}

}  // namespace moldau::inspect
