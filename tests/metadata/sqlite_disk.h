#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/file_system.h"
#include "metadata/metadata_store.h"

struct sqlite3_vfs;

namespace moldau::metadata {

/// Lets SQLite keep its files on a disk that a test cuts the power of. Syncs what SQLite syncs on Linux: a
/// file that is new, and that a recovery would look for, with its directory. Outlives the stores.
class SqliteDisk {
 public:
  explicit SqliteDisk(FileSystem& files);
  ~SqliteDisk();
  SqliteDisk(const SqliteDisk&) = delete;
  SqliteDisk& operator=(const SqliteDisk&) = delete;

  /// One thread at a time, over all disks.
  StoreResult<std::unique_ptr<MetadataStore>> open_store(const std::string& path);
  /// The stores that are opened meanwhile, whoever does it, are on this disk. As open_store().
  void while_default(const std::function<void()>& open);

 private:
  std::unique_ptr<sqlite3_vfs> vfs_;
};

}  // namespace moldau::metadata
