#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "metadata/metadata_store.h"
#include "metadata/sqlite.h"

namespace moldau::metadata {

/// The nodes as rows of one SQLite table:
///
///     nodes(parent, name, bytes, version, ephemeral, checksum)   a row a node; the root's is ("", "")
///     checksum = CRC-32C of path, version (4 bytes, big endian) and bytes
///
/// The checksum is for what SQLite cannot see: a bit that flipped in a row. Every error that is not named at
/// a method is kFailed, with file, path and reason. REQUIRES: paths are store paths.
class NodeTable {
 public:
  struct Row {
    Node node;
    bool ephemeral = false;
  };

  /// Opens the file, made and laid out if there is none. One that is damaged, of another program or of a
  /// newer version is refused and left as it is.
  static StoreResult<NodeTable> open(const std::string& file);

  StoreResult<void> begin();
  StoreResult<void> commit();
  StoreResult<void> roll_back();

  /// kNoNode where there is none.
  StoreResult<Row> read(std::string_view path);
  StoreResult<std::vector<std::string>> children(std::string_view path);
  StoreResult<bool> has_children(std::string_view path);
  /// Inserts or replaces.
  StoreResult<void> write(std::string_view path, const Row& row);
  StoreResult<void> erase(std::string_view path);
  /// Ends what an earlier session left.
  StoreResult<void> erase_ephemeral();
  /// Something failed: not even closing writes to the file any more.
  void abandon() { database_.allow_checkpoint_at_close(false); }

 private:
  NodeTable(std::string file, SqliteDatabase database)
      : file_(std::move(file)), database_(std::move(database)) {}
  StoreResult<void> configure();
  StoreResult<void> lay_out_or_recognise();
  StoreResult<void> lay_out();
  StoreResult<void> prepare();
  StoreResult<void> run(SqliteStatement& statement, std::string_view doing, std::string_view path = "");
  StoreResult<std::string> ask(std::string_view sql);
  std::unexpected<StoreError> failed(std::string_view doing, std::string_view path,
                                     const SqliteError& error) const;

  std::string file_;
  SqliteDatabase database_;
  SqliteStatement begin_, commit_, roll_back_, select_, select_children_, select_child_, write_, erase_;
};

}  // namespace moldau::metadata
