#include "coord/operation.h"

#include "base/diag.h"

namespace moldau::coord {

void Operation::note(const std::string& group_id, std::string_view what, std::string cause) {
  if (diag::enabled(diag::Logger::kCoord, diag::Level::kDebug))
    diag::debug("group event group=\"{}\" event={} reason=\"{}\"", shown(group_id), what, cause);
  effects.events.push_back({group_id, what, std::move(cause)});
}

void Operation::note_if_written(const std::string& group_id, std::string_view what, std::string cause) {
  note(group_id, what, std::move(cause));
  effects.events.back().needs_records = true;
}

}  // namespace moldau::coord
