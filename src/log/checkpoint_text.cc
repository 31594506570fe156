#include "log/checkpoint_text.h"

#include <charconv>
#include <cstdint>

namespace moldau::log {
namespace {

std::optional<std::string_view> take_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string to_checkpoint_text(const std::vector<std::string>& lines) {
  auto text = "0\n" + std::to_string(lines.size()) + "\n";
  for (const auto& line : lines) text += line + "\n";
  return text;
}

std::optional<std::vector<std::string_view>> parse_checkpoint_text(std::string_view text) {
  const auto version = take_line(text);
  if (!version || *version != "0") return std::nullopt;
  const auto count_line = take_line(text);
  if (!count_line) return std::nullopt;
  const auto count = parse_number<std::uint32_t>(*count_line);
  if (!count) return std::nullopt;
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto line = take_line(text);
    if (!line) return std::nullopt;
    lines.push_back(*line);
  }
  if (lines.size() != *count) return std::nullopt;
  return lines;
}

std::string_view take_word(std::string_view& line) {
  const auto end = line.find(' ');
  const auto word = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return word;
}

template <class T>
std::optional<T> parse_number(std::string_view word) {
  T value{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

template std::optional<std::int32_t> parse_number(std::string_view);
template std::optional<std::uint32_t> parse_number(std::string_view);
template std::optional<std::int64_t> parse_number(std::string_view);

}  // namespace moldau::log
