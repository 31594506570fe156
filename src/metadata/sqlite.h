#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"

struct sqlite3;
struct sqlite3_stmt;

namespace moldau::metadata {

/// SQLite's extended result code, and what it was doing to which file.
struct SqliteError {
  int code = 0;
  std::string message;
};

template <class T>
using SqliteResult = std::expected<T, SqliteError>;

/// A prepared statement. Bound bytes and text have to live until the next reset(). Parameters count from 1,
/// columns from 0.
class SqliteStatement {
 public:
  SqliteStatement& bind(int parameter, std::int64_t value);
  SqliteStatement& bind(int parameter, std::string_view text);
  SqliteStatement& bind(int parameter, ByteView bytes);
  /// Whether there is a row.
  SqliteResult<bool> step();
  std::int64_t integer(int column) const;
  std::string text(int column) const;
  Bytes bytes(int column) const;
  /// Ends the run and forgets what was bound.
  void reset();

 private:
  friend class SqliteDatabase;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Resets a statement when a run of it is over.
class SqliteRun {
 public:
  explicit SqliteRun(SqliteStatement& statement) : statement_(statement) {}
  ~SqliteRun() { statement_.reset(); }
  SqliteRun(const SqliteRun&) = delete;
  SqliteStatement* operator->() { return &statement_; }

 private:
  SqliteStatement& statement_;
};

/// One connection to one file. One thread at a time.
class SqliteDatabase {
 public:
  static SqliteResult<SqliteDatabase> open(const std::string& path);

  /// Whether closing may write: move the write-ahead log into the file, that is. Not so until it is allowed.
  void allow_checkpoint_at_close(bool allowed);
  SqliteResult<void> execute(const char* sql);
  SqliteResult<SqliteStatement> prepare(std::string_view sql);
  /// The first row's first column of a pragma or query, as text; empty where there is no row.
  SqliteResult<std::string> query_text(std::string_view sql);
  /// How many rows the last statement changed.
  std::int64_t changes() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace moldau::metadata
