#include "tool/output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>

namespace moldau::tool {

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_line(std::string_view text) {
  print(text);
  print("\n");
}

int flushed(int exit_code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return exit_code;
  return failed(fmt::format("standard output could not be written: {}", std::strerror(errno)));
}

void complain(std::string_view text) {
  std::fflush(stdout);
  fmt::print(stderr, "moldau: {}\n", text);
}

int failed(std::string_view why) {
  complain(why);
  return kFailed;
}

int misused(std::string_view why) {
  complain(why);
  return kUsage;
}

}  // namespace moldau::tool
