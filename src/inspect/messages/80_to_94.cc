#include "inspect/messages/lists.h"
#include "protocol/messages/list_80_to_94.h"

namespace moldau::inspect {

void add_80_to_94(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::Messages80To94>(book, to);
}

}  // namespace moldau::inspect
