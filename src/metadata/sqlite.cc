#include "metadata/sqlite.h"

#include <sqlite3.h>

namespace moldau::metadata {
namespace {

std::unexpected<SqliteError> last_error(sqlite3* database) {
  return std::unexpected(SqliteError{sqlite3_extended_errcode(database), sqlite3_errmsg(database)});
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

SqliteStatement& SqliteStatement::bind(int parameter, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), parameter, value);
  return *this;
}

// A null pointer would bind NULL, not nothing: hence the "".
SqliteStatement& SqliteStatement::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), parameter, text.empty() ? "" : text.data(), text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

SqliteStatement& SqliteStatement::bind(int parameter, ByteView bytes) {
  const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  sqlite3_bind_blob64(statement_.get(), parameter, data, bytes.size(), SQLITE_STATIC);
  return *this;
}

SqliteResult<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW || code == SQLITE_DONE) return code == SQLITE_ROW;
  return last_error(sqlite3_db_handle(statement_.get()));
}

std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

std::string SqliteStatement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return text ? std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)))
              : "";
}

Bytes SqliteStatement::bytes(int column) const {
  const auto* from = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_.get(), column));
  return from ? Bytes(from, from + sqlite3_column_bytes(statement_.get(), column)) : Bytes();
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

void SqliteDatabase::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

SqliteResult<SqliteDatabase> SqliteDatabase::open(const std::string& path) {
  SqliteDatabase database;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &raw,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  database.database_.reset(raw);
  if (code != SQLITE_OK && raw) return last_error(raw);
  if (code != SQLITE_OK) return std::unexpected(SqliteError{code, sqlite3_errstr(code)});
  database.allow_checkpoint_at_close(false);
  return database;
}

void SqliteDatabase::allow_checkpoint_at_close(bool allowed) {
  sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, allowed ? 0 : 1, nullptr);
}

SqliteResult<void> SqliteDatabase::execute(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return last_error(database_.get());
  return {};
}

SqliteResult<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
  SqliteStatement statement;
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &raw, nullptr) != SQLITE_OK)
    return last_error(database_.get());
  statement.statement_.reset(raw);
  return statement;
}

SqliteResult<std::string> SqliteDatabase::query_text(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return std::unexpected(statement.error());
  const auto row = statement->step();
  if (!row) return std::unexpected(row.error());
  return *row ? statement->text(0) : "";
}

std::int64_t SqliteDatabase::changes() const {
  return sqlite3_changes64(database_.get());
}

}  // namespace moldau::metadata
