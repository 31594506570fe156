#pragma once

#include <string>
#include <string_view>

#include "tool/commands.h"

/// Where commands write: results to standard output, everything else to standard error.
namespace moldau::tool {

/// Appends to standard output.
void print(std::string_view text);
/// Appends a line.
void print_line(std::string_view text);
/// Sends what is buffered. A command ends with it, as a full disk or a closed pipe is a failure too.
[[nodiscard]] int flushed(int exit_code);
/// "moldau: TEXT" on standard error.
void complain(std::string_view text);
/// Says why the command failed; its exit code.
int failed(std::string_view why);
/// Says what is wrong with the command line; its exit code.
int misused(std::string_view why);

}  // namespace moldau::tool
