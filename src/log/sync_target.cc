#include "log/sync_target.h"

namespace moldau::log {

IoResult<void> SyncTarget::sync() const {
  for (const auto& file : files)
    if (auto done = file->sync(); !done) return done;
  for (const auto& directory : directories)
    if (auto done = file_system->sync_directory(directory); !done) return done;
  return {};
}

}  // namespace moldau::log
