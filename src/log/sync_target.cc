#include "log/sync_target.h"

#include <cerrno>

namespace moldau::log {

IoResult<void> SyncTarget::sync() const {
  for (const auto& each : files) {
    const auto file = cache->open(each.key, [&] { return each.path; });
    if (!file && file.error().code == ENOENT) continue;
    if (!file) return std::unexpected(file.error());
    if (auto done = (*file)->sync(); !done) return done;
  }
  for (const auto& directory : directories)
    if (auto done = cache->files().sync_directory(directory); !done) return done;
  return {};
}

}  // namespace moldau::log
