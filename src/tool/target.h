#pragma once

#include <string>
#include <utility>
#include <vector>

#include "client/cluster.h"
#include "inspect/schema.h"

namespace CLI {
class App;
}

namespace moldau::tool {

/// Which cluster a command is about, and how it answers.
struct Target {
  std::string bootstrap = "localhost:9092";
  std::int32_t timeout_ms = 30'000;
  bool json = false;
};

void add_target_options(CLI::App& command, Target& target);
client::Result<client::Cluster> connect(const Target& target);

/// Prints an answer as one line of JSON.
int print_json(const inspect::Json& json);
/// Prints rows below a header, in columns.
int print_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);
/// "1,2,3".
std::string joined(const std::vector<std::int32_t>& numbers);
/// "key=value"; the error says what is wrong with it.
client::Result<std::pair<std::string, std::string>> parse_pair(const std::string& text);

/// How far a long operation is, on one line of standard error that is written over; nothing where that is no
/// terminal.
class Progress {
 public:
  Progress();
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(const std::string& text);

 private:
  bool on_terminal_;
  std::size_t shown_ = 0;
};

}  // namespace moldau::tool
