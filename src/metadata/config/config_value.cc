#include "metadata/config/config_value.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <set>

#include "base/java_double.h"

namespace moldau::metadata {
namespace {

using Kind = Validator::Kind;
using Parsed = std::expected<ConfigValue, std::string>;
/// What is wrong with a value; nothing where it may be.
using Complaint = std::optional<std::string>;

constexpr std::string_view kListFormat =
    "must be the literal '*' or a list of replicas in the following format: "
    "[partitionId]:[brokerId],[partitionId]:[brokerId],...";

std::string invalid(const ConfigKey& key, std::string_view value, std::string_view why) {
  return fmt::format("Invalid value {} for configuration {}: {}", value, key.name, why);
}

std::string lower(std::string_view text) {
  std::string lowered(text);
  for (auto& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lowered;
}

Parsed parse_integer(const ConfigKey& key, std::string_view raw, std::int64_t min, std::int64_t max) {
  auto digits = trim(raw);
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  std::int64_t value = 0;
  const auto end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, value);
  if (read.ec == std::errc() && read.ptr == end && !digits.empty() && value >= min && value <= max)
    return value;
  return std::unexpected(invalid(key, raw, fmt::format("Not a number of type {}", name(key.type))));
}

template <class T>
Parsed parse_integer(const ConfigKey& key, std::string_view raw) {
  return parse_integer(key, raw, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
}

Parsed parse_boolean(const ConfigKey& key, std::string_view raw) {
  const auto word = lower(trim(raw));
  if (word == "true" || word == "false") return word == "true";
  return std::unexpected(invalid(key, raw, "Expected value to be either true or false"));
}

Parsed parse_double(const ConfigKey& key, std::string_view raw) {
  if (const auto value = parse_java_double(trim(raw))) return *value;
  return std::unexpected(invalid(key, raw, "Not a number of type DOUBLE"));
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

std::vector<std::string> without_duplicates(std::vector<std::string> words) {
  std::set<std::string> seen;
  std::erase_if(words, [&](const std::string& word) { return !seen.insert(word).second; });
  return words;
}

Parsed parse_typed(const ConfigKey& key, std::string_view raw) {
  const auto text = trim(raw);
  switch (key.type) {
    case ConfigType::kBoolean: return parse_boolean(key, raw);
    case ConfigType::kShort: return parse_integer<std::int16_t>(key, raw);
    case ConfigType::kInt: return parse_integer<std::int32_t>(key, raw);
    case ConfigType::kLong: return parse_integer<std::int64_t>(key, raw);
    case ConfigType::kDouble: return parse_double(key, raw);
    case ConfigType::kList:
      if (key.validator.kind == Kind::kSet) return without_duplicates(split_list(text));
      return split_list(text);
    case ConfigType::kPassword: return std::string(raw);
    case ConfigType::kString:
    case ConfigType::kClass: return std::string(text);
  }
  return std::string(text);
}

std::string to_text(const ConfigValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *integer);
  if (const auto* real = std::get_if<double>(&value)) return to_java_text(*real);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* words = std::get_if<std::vector<std::string>>(&value))
    return fmt::format("{}", fmt::join(*words, ","));
  return {};
}

double to_number(const ConfigValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  return std::get<double>(value);
}

Complaint check_range(const ConfigKey& key, const ConfigValue& value) {
  const auto& [kind, min, max, allowed] = key.validator;
  const auto number = to_number(value);
  if (min && number < *min)
    return invalid(key, to_text(value), fmt::format("Value must be at least {:.10g}", *min));
  if (max && number > *max)
    return invalid(key, to_text(value), fmt::format("Value must be no more than {:.10g}", *max));
  return std::nullopt;
}

Complaint check_gzip_level(const ConfigKey& key, const ConfigValue& value) {
  const auto level = std::get<std::int64_t>(value);
  if (level == -1 || (level >= 1 && level <= 9)) return std::nullopt;
  return invalid(key, to_text(value), "Value must be between 1 and 9 or equal to -1");
}

Complaint check_word(const ConfigKey& key, const std::string& word) {
  if (has(split_list(key.validator.allowed), word)) return std::nullopt;
  return invalid(key, word, fmt::format("String must be one of: {}", key.validator.allowed));
}

Complaint check_word_any_case(const ConfigKey& key, const std::string& word) {
  if (has(split_list(lower(key.validator.allowed)), lower(word))) return std::nullopt;
  return invalid(key, word,
                 fmt::format("String must be one of (case insensitive): {}", key.validator.allowed));
}

Complaint check_list(const ConfigKey& key, const std::vector<std::string>& words) {
  const auto& [kind, min, max, allowed] = key.validator;
  if (kind == Kind::kFilledList && words.empty())
    return fmt::format("Configuration '{}' must not be empty. Valid values include: {}", key.name,
                       allowed.empty() ? "any non-empty value" : fmt::format("[{}]", allowed));
  if (has(words, "")) return fmt::format("Configuration '{}' values must not be empty.", key.name);
  if (without_duplicates(words).size() != words.size())
    return fmt::format("Configuration '{}' values must not be duplicated.", key.name);
  for (const auto& word : words) {
    if (allowed.empty()) continue;
    if (auto complaint = check_word(key, word)) return complaint;
  }
  return std::nullopt;
}

bool is_replica(std::string_view pair) {
  const auto colon = pair.find(':');
  if (colon == pair.npos) return false;
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
  };
  return is_number(pair.substr(0, colon)) && is_number(pair.substr(colon + 1));
}

Complaint check_replicas(const ConfigKey& key, const std::vector<std::string>& pairs) {
  if (pairs == std::vector<std::string>{"*"} || std::ranges::all_of(pairs, is_replica)) return std::nullopt;
  return invalid(key, fmt::format("[{}]", fmt::join(pairs, ", ")),
                 fmt::format("{} {}", key.name, kListFormat));
}

/// A time that does not go backwards, as Java reads it: PnDTnHnMn.nS, each part at most once and in order.
bool is_duration(std::string_view text) {
  if (!text.starts_with('P') && !text.starts_with('p')) return false;
  text.remove_prefix(1);
  std::string_view units = "DTHMS";  // that may still come
  bool complete = false;
  while (!text.empty()) {
    const auto size = text.find_first_not_of("0123456789.");
    if (size == text.npos) return false;
    const auto number = text.substr(0, size);
    const auto unit = lower(text.substr(size, 1)).front();
    const auto at = lower(units).find(unit);
    const bool of_a_day = unit == 'h' || unit == 'm' || unit == 's';
    if (at == units.npos || number.empty() != (unit == 't') || (of_a_day && units.contains('T')))
      return false;
    const auto point = number.find('.');
    if (point != number.npos && (unit != 's' || point == 0 || number.find('.', point + 1) != number.npos))
      return false;
    units.remove_prefix(at + 1);
    text.remove_prefix(size + 1);
    complete = unit != 't';
  }
  return complete;
}

Complaint check_offset_reset(const ConfigKey& key, const std::string& value) {
  constexpr std::string_view kBack = "by_duration:";
  if (value == "latest" || value == "earliest") return std::nullopt;
  if (value.starts_with(kBack) && is_duration(std::string_view(value).substr(kBack.size())))
    return std::nullopt;
  return invalid(key, value,
                 fmt::format("Invalid value `{}` for configuration {}. The value must be either 'earliest', "
                             "'latest' or of the format 'by_duration:<PnDTnHnMn.nS>'.",
                             value, key.name));
}

Complaint check(const ConfigKey& key, const ConfigValue& value) {
  switch (key.validator.kind) {
    case Kind::kAny: return std::nullopt;
    case Kind::kRange: return check_range(key, value);
    case Kind::kGzipLevel: return check_gzip_level(key, value);
    case Kind::kOneOf: return check_word(key, std::get<std::string>(value));
    case Kind::kOneOfAnyCase: return check_word_any_case(key, std::get<std::string>(value));
    case Kind::kList:
    case Kind::kFilledList:
    case Kind::kSet: return check_list(key, std::get<std::vector<std::string>>(value));
    case Kind::kThrottledReplicas: return check_replicas(key, std::get<std::vector<std::string>>(value));
    case Kind::kOffsetReset: return check_offset_reset(key, std::get<std::string>(value));
    case Kind::kNonEmptyString:
      if (!std::get<std::string>(value).empty()) return std::nullopt;
      return invalid(key, "", "String must be non-empty");
  }
  return std::nullopt;
}

}  // namespace

std::expected<ConfigValue, std::string> parse_config_value(const ConfigKey& key, std::string_view text) {
  auto value = parse_typed(key, text);
  if (!value) return value;
  if (auto complaint = check(key, *value)) return std::unexpected(std::move(*complaint));
  return value;
}

std::string canonical_config_value(const ConfigKey& key, std::string_view text) {
  const auto value = parse_typed(key, text);
  return value ? to_text(*value) : std::string(text);
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> words;
  text = trim(text);
  if (text.empty()) return words;
  while (true) {
    const auto comma = text.find(',');
    words.emplace_back(trim(text.substr(0, comma)));
    if (comma == text.npos) return words;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace moldau::metadata
