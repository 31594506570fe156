#include "tests/protocol/known_messages/files.h"

#include "protocol/messages/list_files.h"
#include "tests/protocol/known_messages/add_known.h"

namespace moldau::protocol {

void add_files(std::vector<KnownMessage>& to) {
  add_known<FileMessages>(to);
}

}  // namespace moldau::protocol
