#include "base/file_system.h"

#include <cerrno>
#include <cstring>
#include <fmt/core.h>

namespace moldau {
namespace {

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

std::string IoError::to_string() const {
  return fmt::format("{}: {}", what, std::strerror(code));
}

bool IoError::lacks_resources() const {
  return code == EMFILE || code == ENFILE || code == ENOMEM;
}

IoResult<std::uint64_t> FileSystem::file_size(const std::string& path) {
  const auto file = open(path, OpenMode::kRead);
  if (!file) return std::unexpected(file.error());
  return (*file)->size();
}

IoResult<void> FileSystem::create_directories_durably(const std::string& path) {
  std::vector<std::string> parents;
  for (auto at = path; at != "/" && at != ".";) {
    const auto there = exists(at);
    if (!there) return std::unexpected(there.error());
    parents.push_back(parent_of(at));
    if (*there) break;
    at = parents.back();
  }
  if (auto done = create_directories(path); !done) return done;
  for (const auto& parent : parents) {
    auto done = sync_directory(parent);
    // Of one that was there, the folder may be closed to us.
    const bool is_closed = !done && done.error().code == EACCES && &parent == &parents.back();
    if (!done && !is_closed) return done;
  }
  return {};
}

IoResult<Bytes> FileSystem::read_file(const std::string& path) {
  const auto file = open(path, OpenMode::kRead);
  if (!file) return std::unexpected(file.error());
  const auto size = (*file)->size();
  if (!size) return std::unexpected(size.error());
  Bytes content(*size);
  const auto read = (*file)->read_at(content, 0);
  if (!read) return std::unexpected(read.error());
  content.resize(*read);
  return content;
}

IoResult<void> FileSystem::write_file_atomically(const std::string& path, ByteView content) {
  const auto beside = path + ".tmp";
  const auto file = open(beside, OpenMode::kCreate);
  if (!file) return std::unexpected(file.error());
  if (auto done = (*file)->truncate(0); !done) return done;
  if (auto done = (*file)->write_at(content, 0); !done) return done;
  if (auto done = (*file)->sync(); !done) return done;
  if (auto done = rename(beside, path); !done) return done;
  return sync_directory(parent_of(path));
}

}  // namespace moldau
