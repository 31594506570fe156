#pragma once

#include <functional>

namespace CLI {
class App;
}

/// The commands of the program beside serving. Each adds a subcommand; parsing the command line then leaves
/// in `chosen` what is to be run.
namespace moldau::tool {

/// Exit codes of every command.
inline constexpr int kDone = 0, kFailed = 1, kUsage = 2;

/// Runs a command and returns its exit code.
using Run = std::function<int()>;

void add_topics_command(CLI::App& app, Run& chosen);
void add_configs_command(CLI::App& app, Run& chosen);
void add_groups_command(CLI::App& app, Run& chosen);
void add_produce_command(CLI::App& app, Run& chosen);
void add_consume_command(CLI::App& app, Run& chosen);
void add_doctor_command(CLI::App& app, Run& chosen);
void add_why_command(CLI::App& app, Run& chosen);
void add_inspect_commands(CLI::App& app, Run& chosen);
void add_completion_command(CLI::App& app, Run& chosen);

}  // namespace moldau::tool
