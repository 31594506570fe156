#include "tests/metadata/config/reference_data.h"

#include "base/file_system.h"
#include "gtest/gtest.h"

namespace moldau::metadata::testing {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string read_text(const std::string& path) {
  const auto content = posix_file_system().read_file(path);
  EXPECT_TRUE(content) << path;
  return content ? std::string(as_text(*content)) : std::string();
}

std::vector<Row> read_rows(std::string_view file) {
  std::vector<Row> rows;
  const auto text = read_text(std::string(MOLDAU_SOURCE_DIR "/tests/metadata/config/") + std::string(file));
  for (const auto& line : split(text, '\n'))
    if (!line.empty() && line.front() != '#') rows.push_back(split(line, '\t'));
  EXPECT_FALSE(rows.empty()) << file;
  return rows;
}

}  // namespace moldau::metadata::testing
