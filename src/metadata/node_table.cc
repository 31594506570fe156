#include "metadata/node_table.h"

#include <fmt/core.h>

#include "base/crc32c.h"
#include "metadata/store_path.h"

namespace moldau::metadata {
namespace {

std::uint32_t checksum(std::string_view path, const Node& node) {
  std::uint8_t version[4];
  store_be<std::int32_t>(version, node.version);
  return crc32c(node.bytes, crc32c(version, crc32c(as_bytes(path))));
}

}  // namespace

std::unexpected<StoreError> NodeTable::failed(std::string_view doing, std::string_view path,
                                              const SqliteError& error) const {
  return std::unexpected(StoreError{
      StoreErrorCode::kFailed,
      fmt::format("{}: cannot {}{}{}: {}", file_, doing, path.empty() ? "" : " ", path, error.message)});
}

StoreResult<void> NodeTable::prepare() {
  const std::pair<SqliteStatement*, std::string_view> statements[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&roll_back_, "ROLLBACK"},
      {&select_, "SELECT bytes, version, ephemeral, checksum FROM nodes WHERE parent = ? AND name = ?"},
      {&select_children_, "SELECT name FROM nodes WHERE parent = ? ORDER BY name"},
      {&select_child_, "SELECT 1 FROM nodes WHERE parent = ? LIMIT 1"},
      {&write_,
       "INSERT INTO nodes (parent, name, bytes, version, ephemeral, checksum) VALUES (?, ?, ?, ?, ?, ?) "
       "ON CONFLICT (parent, name) DO UPDATE SET bytes = excluded.bytes, version = excluded.version, "
       "checksum = excluded.checksum"},
      {&erase_, "DELETE FROM nodes WHERE parent = ? AND name = ?"}};
  for (const auto& [statement, sql] : statements) {
    auto prepared = database_.prepare(sql);
    if (!prepared) return failed("prepare a statement", "", prepared.error());
    *statement = std::move(*prepared);
  }
  return {};
}

StoreResult<void> NodeTable::run(SqliteStatement& statement, std::string_view doing, std::string_view path) {
  SqliteRun run(statement);
  if (const auto done = run->step(); !done) return failed(doing, path, done.error());
  return {};
}

StoreResult<void> NodeTable::begin() {
  return run(begin_, "begin a transaction");
}
StoreResult<void> NodeTable::commit() {
  return run(commit_, "commit");
}
StoreResult<void> NodeTable::roll_back() {
  return run(roll_back_, "roll back");
}

StoreResult<NodeTable::Row> NodeTable::read(std::string_view path) {
  const auto [parent, name] = split_store_path(path);
  SqliteRun run(select_);
  const auto found = run->bind(1, parent).bind(2, name).step();
  if (!found) return failed("read", path, found.error());
  if (!*found)
    return std::unexpected(
        StoreError{StoreErrorCode::kNoNode, fmt::format("{}: there is no such node", path)});
  Row row{{run->bytes(0), static_cast<std::int32_t>(run->integer(1))}, run->integer(2) != 0};
  if (checksum(path, row.node) != run->integer(3))
    return failed("read", path, {0, "the node is damaged, its checksum does not match"});
  return row;
}

StoreResult<std::vector<std::string>> NodeTable::children(std::string_view path) {
  std::vector<std::string> names;
  SqliteRun run(select_children_);
  run->bind(1, path);
  for (;;) {
    const auto found = run->step();
    if (!found) return failed("list", path, found.error());
    if (!*found) return names;
    names.push_back(run->text(0));
  }
}

StoreResult<bool> NodeTable::has_children(std::string_view path) {
  SqliteRun run(select_child_);
  const auto found = run->bind(1, path).step();
  if (!found) return failed("list", path, found.error());
  return *found;
}

StoreResult<void> NodeTable::write(std::string_view path, const Row& row) {
  const auto [parent, name] = split_store_path(path);
  write_.bind(1, parent)
      .bind(2, name)
      .bind(3, ByteView(row.node.bytes))
      .bind(4, std::int64_t{row.node.version});
  write_.bind(5, std::int64_t{row.ephemeral}).bind(6, std::int64_t{checksum(path, row.node)});
  return run(write_, "write", path);
}

StoreResult<void> NodeTable::erase(std::string_view path) {
  const auto [parent, name] = split_store_path(path);
  erase_.bind(1, parent).bind(2, name);
  return run(erase_, "delete", path);
}

StoreResult<void> NodeTable::erase_ephemeral() {
  if (const auto done = database_.execute("DELETE FROM nodes WHERE ephemeral = 1"); !done)
    return failed("end the last session", "", done.error());
  return {};
}

}  // namespace moldau::metadata
