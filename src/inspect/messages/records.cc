#include "inspect/messages/lists.h"
#include "protocol/messages/list_records.h"

namespace moldau::inspect {

void add_records(SchemaBook& book, std::vector<Message>& to) {
  add_list<protocol::RecordMessages>(book, to);
}

}  // namespace moldau::inspect
