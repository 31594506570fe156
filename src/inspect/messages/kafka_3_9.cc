#include "inspect/kafka_3_9/list.h"
#include "inspect/messages/lists.h"

namespace moldau::inspect {

void add_kafka_3_9(SchemaBook& book, std::vector<Message>& to) {
  add_list<kafka_3_9::Messages>(book, to);
}

}  // namespace moldau::inspect
