#include "log/sync_target.h"

#include <cerrno>

#include "base/mutation.h"

namespace moldau::log {
namespace {

/// Whatever a sync fails with, its file is not known to be on the disk, and that is the disk's failure.
std::unexpected<IoError> lost(const IoError& error) {
  return std::unexpected(IoError{error.lacks_resources() ? EIO : error.code, error.what});
}

}  // namespace

IoResult<void> SyncTarget::sync() const {
  if (MOLDAU_MUTATION("acknowledged-unsynced")) return {};
  for (const auto& each : files) {
    const auto file = cache->open(each.key, [&] { return each.path; });
    if (!file && file.error().code == ENOENT) continue;
    if (!file) return std::unexpected(file.error());
    if (auto done = (*file)->sync(); !done) return lost(done.error());
  }
  if (MOLDAU_MUTATION("new-segment-not-in-its-directory")) return {};
  for (const auto& directory : directories)
    if (auto done = sync_directory(directory); !done) return done;
  return {};
}

IoResult<void> SyncTarget::sync_directory(const std::string& path) const {
  auto done = cache->files().sync_directory(path);
  if (done || !done.error().lacks_resources()) return done;
  cache->close_idle();
  done = cache->files().sync_directory(path);
  // A directory is opened and synced in one call: only the former runs out of descriptors.
  if (done || done.error().code == EMFILE || done.error().code == ENFILE) return done;
  return lost(done.error());
}

}  // namespace moldau::log
