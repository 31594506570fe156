#include "tests/protocol/known_messages/files.h"
#include "tests/protocol/known_messages/lists.h"

namespace moldau::protocol {

std::vector<KnownMessage> known_messages() {
  std::vector<KnownMessage> all;
  for (const auto add :
       {add_00_to_19, add_20_to_39, add_40_to_59, add_60_to_79, add_80_to_94, add_records, add_files})
    add(all);
  return all;
}

}  // namespace moldau::protocol
