#include "metadata/config/properties.h"

#include <fmt/format.h>
#include <optional>

namespace moldau::metadata {
namespace {

constexpr std::string_view kSpace = " \t\f";

std::string utf8_of_latin1(std::string_view text) {
  std::string out;
  for (const auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return out;
}

/// Whether the text's multibyte sequences are whole; overlong forms do no harm here.
bool is_utf8(std::string_view text) {
  std::size_t wanted = 0;
  for (const auto c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues = (byte & 0xC0) == 0x80;
    if (continues != (wanted > 0)) return false;
    if (continues)
      --wanted;
    else if (byte >= 0xF8)
      return false;
    else if (byte >= 0xF0)
      wanted = 3;
    else if (byte >= 0xE0)
      wanted = 2;
    else if (byte >= 0xC0)
      wanted = 1;
  }
  return wanted == 0;
}

void append_utf8(std::string& out, std::uint32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6)), tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12)), tail(6), tail(0);
  } else {
    out += static_cast<char>(0xF0 | (point >> 18)), tail(12), tail(6), tail(0);
  }
}

/// Takes four hexadecimal digits off `text`.
std::optional<std::uint32_t> take_hex(std::string_view& text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const auto c : text.substr(0, 4)) {
    constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
    const auto digit = kDigits.find(c);
    if (digit == kDigits.npos) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
  }
  text.remove_prefix(4);
  return value;
}

/// Reads what follows "\u"; two surrogates make one character.
bool take_unicode(std::string_view& text, std::string& out) {
  auto point = take_hex(text);
  if (!point) return false;
  if (*point >= 0xD800 && *point < 0xDC00 && text.starts_with("\\u")) {
    auto rest = text.substr(2);
    if (const auto low = take_hex(rest); low && *low >= 0xDC00 && *low < 0xE000) {
      point = 0x10000 + ((*point - 0xD800) << 10) + (*low - 0xDC00);
      text = rest;
    }
  }
  if (*point >= 0xD800 && *point < 0xE000) return false;
  append_utf8(out, *point);
  return true;
}

/// Undoes the escapes of a key or value; nothing where a \u is not followed by a character's number.
std::optional<std::string> unescape(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto c = text.front();
    text.remove_prefix(1);
    if (c != '\\') {
      out += c;
      continue;
    }
    if (text.empty()) break;  // a backslash at the very end of the file
    const auto escaped = text.front();
    text.remove_prefix(1);
    constexpr std::string_view kLetters = "tnrf", kMeanings = "\t\n\r\f";
    if (escaped == 'u') {
      if (!take_unicode(text, out)) return std::nullopt;
    } else {
      const auto letter = kLetters.find(escaped);
      out += letter == kLetters.npos ? escaped : kMeanings[letter];
    }
  }
  return out;
}

void skip_space(std::string_view& text) {
  const auto start = text.find_first_not_of(kSpace);
  text.remove_prefix(start == text.npos ? text.size() : start);
}

/// The lines of a file, counted, with continued ones joined.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  /// The next line that says something; nothing at the end.
  std::optional<std::string> next() {
    while (!rest_.empty()) {
      number_ = next_number_;
      auto line = take();
      skip_space(line);
      if (line.empty() || line.front() == '#' || line.front() == '!') continue;
      return joined(line);
    }
    return std::nullopt;
  }
  /// Where the last line returned begins.
  std::size_t number() const { return number_; }

 private:
  std::string_view take() {
    const auto end = rest_.find_first_of("\r\n");
    const auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == rest_.npos ? rest_.size() : end);
    if (rest_.starts_with("\r\n"))
      rest_.remove_prefix(2);
    else if (!rest_.empty())
      rest_.remove_prefix(1);
    ++next_number_;
    return line;
  }

  static bool continues(std::string_view line) {
    const auto last = line.find_last_not_of('\\');
    return (line.size() - (last == line.npos ? 0 : last + 1)) % 2 == 1;
  }

  std::string joined(std::string_view line) {
    std::string whole(line);
    while (continues(whole) && !rest_.empty()) {
      whole.pop_back();
      auto more = take();
      skip_space(more);
      whole += more;
    }
    return whole;
  }

  std::string_view rest_;
  std::size_t number_ = 0, next_number_ = 1;
};

std::size_t end_of_key(std::string_view line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\')
      ++i;
    else if (line[i] == '=' || line[i] == ':' || kSpace.find(line[i]) != kSpace.npos)
      return i;
  }
  return line.size();
}

/// Key and value, still escaped.
std::pair<std::string_view, std::string_view> split_entry(std::string_view line) {
  const auto key = line.substr(0, end_of_key(line));
  auto value = line.substr(key.size());
  skip_space(value);
  if (value.starts_with('=') || value.starts_with(':')) value.remove_prefix(1);
  skip_space(value);
  return {key, value};
}

}  // namespace

std::expected<ConfigMap, std::string> parse_properties(std::string_view text, std::string_view file_name) {
  const auto decoded = is_utf8(text) ? std::string(text) : utf8_of_latin1(text);
  ConfigMap entries;
  Lines lines(decoded);
  while (const auto line = lines.next()) {
    const auto [raw_key, raw_value] = split_entry(*line);
    const auto key = unescape(raw_key), value = unescape(raw_value);
    if (!key || !value)
      return std::unexpected(
          fmt::format("{}:{}: \\u must be followed by four hexadecimal digits that name a character",
                      file_name, lines.number()));
    if (key->empty())
      return std::unexpected(fmt::format("{}:{}: a value without a key", file_name, lines.number()));
    entries.insert_or_assign(*key, *value);
  }
  return entries;
}

std::expected<ConfigMap, std::string> read_properties(FileSystem& files, const std::string& path) {
  const auto content = files.read_file(path);
  if (!content) return std::unexpected(content.error().to_string());
  return parse_properties(as_text(*content), path);
}

}  // namespace moldau::metadata
