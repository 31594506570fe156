#include "inspect/messages/lists.h"
#include "protocol/messages/list_files.h"

namespace moldau::inspect {

void add_files(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::FileMessages>(book, to);
}

}  // namespace moldau::inspect
