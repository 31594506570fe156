#pragma once

#include <optional>
#include <string>
#include <variant>

#include "coord/deleted_topic.h"
#include "coord/member.h"

namespace moldau::coord {

/// The group exists only because of the operation.
struct UndoCreation {
  std::string group_id;
};

/// The leader's assignment was about to make the group stable.
struct UndoAssignment {
  std::string group_id;
};

/// A static member came back under a new member id while the group was stable.
struct UndoReplacement {
  std::string group_id;
  std::string new_member_id;
  Member old_member;
};

/// Tombstones that nobody asked for; they are written later.
struct UndoSweep {
  /// The topic whose offsets they were of; else they were of what expired.
  std::optional<DeletedTopic> deleted;
};

using Undo = std::variant<UndoCreation, UndoAssignment, UndoReplacement, UndoSweep>;

}  // namespace moldau::coord
