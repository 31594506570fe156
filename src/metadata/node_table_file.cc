#include <filesystem>
#include <fmt/core.h>
#include <sqlite3.h>

#include "metadata/node_table.h"
#include "metadata/write_ahead_log.h"

// How the file is opened and recognised.
//
// journal_mode=WAL rather than DELETE: a commit is one write and one fsync of one file, where a rollback
// journal takes three to four (journal, database, directory). synchronous=FULL makes that fsync part of every
// commit; with NORMAL a power cut could undo what was acknowledged. locking_mode=EXCLUSIVE keeps other
// processes out and, in WAL mode, needs no shared memory file. Damage is looked for at open, while a person
// is there to read about it.

namespace moldau::metadata {
namespace {

constexpr std::int32_t kApplicationId = 0x6d6f6c64;  // "mold", where SQLite files say whose they are
constexpr std::int32_t kSchemaVersion = 1;

std::unexpected<StoreError> refuse(std::string message) {
  return std::unexpected(StoreError{StoreErrorCode::kFailed, std::move(message)});
}

/// SQLite would take an empty file for a new database and delete the log of the one that was lost.
bool lost_its_database(const std::string& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  const bool empty = none || size == 0;
  const auto log_size = std::filesystem::file_size(file + "-wal", none);
  return empty && !none && log_size > 0;
}

std::string reason(const SqliteError& error) {
  switch (error.code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another process has it open";
    case SQLITE_NOTADB: return "it is no metadata store, or its header is damaged; it was left as it is";
    case SQLITE_CORRUPT: return fmt::format("it is damaged ({}); it was left as it is", error.message);
    default: return error.message;
  }
}

}  // namespace

StoreResult<NodeTable> NodeTable::open(const std::string& file) {
  if (lost_its_database(file))
    return refuse(fmt::format(
        "{}: cannot open: the file is missing or empty, but {}-wal holds its last changes", file, file));
  if (const auto position = damage_in_write_ahead_log(file + "-wal"))
    return refuse(fmt::format("{}-wal: cannot open: it is damaged at position {}; it was left as it is", file,
                              *position));
  auto database = SqliteDatabase::open(file);
  if (!database) return refuse(fmt::format("{}: cannot open: {}", file, reason(database.error())));
  NodeTable table(file, std::move(*database));
  for (const auto step : {&NodeTable::configure, &NodeTable::lay_out_or_recognise, &NodeTable::prepare})
    if (const auto done = (table.*step)(); !done) return std::unexpected(done.error());
  table.database_.allow_checkpoint_at_close(true);
  return table;
}

StoreResult<std::string> NodeTable::ask(std::string_view sql) {
  auto answer = database_.query_text(sql);
  if (!answer) return refuse(fmt::format("{}: cannot open: {}", file_, reason(answer.error())));
  return std::move(*answer);
}

StoreResult<void> NodeTable::configure() {
  for (const auto* sql :
       {"PRAGMA trusted_schema = OFF", "PRAGMA cell_size_check = ON", "PRAGMA locking_mode = EXCLUSIVE"})
    if (const auto done = ask(sql); !done) return std::unexpected(done.error());
  return {};
}

StoreResult<void> NodeTable::lay_out_or_recognise() {
  const auto owner = ask("PRAGMA application_id"), version = ask("PRAGMA user_version"),
             tables = ask("SELECT count(*) FROM sqlite_schema");
  for (const auto* answer : {&owner, &version, &tables})
    if (!*answer) return std::unexpected(answer->error());
  const bool is_new = *owner == "0" && *version == "0" && *tables == "0";
  if (!is_new && *owner != std::to_string(kApplicationId))
    return refuse(
        fmt::format("{}: cannot open: it is a database of another program; it was left as it is", file_));
  if (!is_new && *version != std::to_string(kSchemaVersion))
    return refuse(fmt::format(
        "{}: cannot open: its format has version {}, this program knows version {}; it was left as it is",
        file_, *version, kSchemaVersion));
  // Only now may anything be written.
  const auto mode = ask("PRAGMA journal_mode = WAL"), synchronous = ask("PRAGMA synchronous = FULL");
  if (!mode) return std::unexpected(mode.error());
  if (!synchronous) return std::unexpected(synchronous.error());
  if (*mode != "wal")
    return refuse(fmt::format("{}: cannot open: its file system allows no write-ahead log", file_));
  if (is_new) return lay_out();
  const auto check = ask("PRAGMA quick_check(1)");
  if (!check) return std::unexpected(check.error());
  if (*check != "ok")
    return refuse(fmt::format("{}: cannot open: it is damaged ({}); it was left as it is", file_, *check));
  // What a crash left behind the log's end would look like damage once something else ends there: the log is
  // begun anew. It is not cut to nothing, as a cut that the power stops half-way leaves a time before this
  // one.
  const auto begun_anew = ask("PRAGMA wal_checkpoint(RESTART)");
  if (!begun_anew) return std::unexpected(begun_anew.error());
  return {};
}

StoreResult<void> NodeTable::lay_out() {
  const auto sql = fmt::format(
      "BEGIN IMMEDIATE; PRAGMA application_id = {}; PRAGMA user_version = {};"
      "CREATE TABLE nodes (parent TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL, version INTEGER "
      "NOT NULL,"
      " ephemeral INTEGER NOT NULL, checksum INTEGER NOT NULL, UNIQUE (parent, name));",
      kApplicationId, kSchemaVersion);
  if (const auto done = database_.execute(sql.c_str()); !done) return failed("lay out", "", done.error());
  if (const auto done = prepare(); !done) return done;
  if (const auto done = write("/", {}); !done) return done;
  return commit();
}

}  // namespace moldau::metadata
