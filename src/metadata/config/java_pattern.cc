#include "metadata/config/java_pattern.h"

#include <charconv>
#include <cstdint>

namespace moldau::metadata {
namespace {

/// More than anybody writes, and shallow enough for a thread's stack.
constexpr int kDeepest = 100;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Goes through a pattern once. Each function takes what it is named after and tells whether it is well
/// formed.
class PatternReader {
 public:
  explicit PatternReader(std::string_view text) : text_(text) {}

  bool whole() { return alternatives() && at_end(); }

 private:
  bool at_end() const { return text_.empty(); }
  char next() const { return at_end() ? '\0' : text_.front(); }
  bool sees(std::string_view prefix) const { return text_.starts_with(prefix); }
  void skip(std::size_t count = 1) { text_.remove_prefix(count); }
  bool take(std::string_view prefix) {
    if (!sees(prefix)) return false;
    skip(prefix.size());
    return true;
  }
  bool take_until(char end) {
    const auto at = text_.find(end);
    if (at == text_.npos) return false;
    skip(at + 1);
    return true;
  }

  bool alternatives() {
    while (!at_end() && next() != ')') {
      if (take("|")) continue;
      if (!atom() || !quantifier()) return false;
    }
    return true;
  }

  bool atom() {
    switch (next()) {
      case '*':
      case '+':
      case '?':
      case '{': return false;
      case '(': return group();
      case '[': return character_class();
      case '\\': return escape();
      default: skip(); return true;
    }
  }

  bool quantifier() {
    if (next() == '{') {
      if (!repetition()) return false;
    } else if (next() == '*' || next() == '+' || next() == '?') {
      skip();
    } else {
      return true;
    }
    if (next() == '?' || next() == '+') skip();
    return true;
  }

  /// {n}, {n,} or {n,m}
  bool repetition() {
    skip();
    const auto least = number();
    if (least < 0) return false;
    if (take("}")) return true;
    if (!take(",")) return false;
    if (take("}")) return true;
    return number() >= least && take("}");
  }

  /// -1 where there is none.
  std::int32_t number() {
    std::int32_t value = -1;
    if (!is_digit(next())) return -1;
    const auto read = std::from_chars(text_.data(), text_.data() + text_.size(), value);
    if (read.ec != std::errc()) return -1;
    skip(static_cast<std::size_t>(read.ptr - text_.data()));
    return value;
  }

  bool group() {
    if (++depth_ > kDeepest) return false;
    skip();
    if (take("?") && !take(":") && !take("=") && !take("!") && !take(">") && !take("<=") && !take("<!")) {
      if (take("<")) {
        if (!is_letter(next()) || !take_until('>')) return false;
      } else {
        while (is_letter(next()) || next() == '-') {
          if (std::string_view("idmsuxU-").find(next()) == std::string_view::npos) return false;
          skip();
        }
        if (next() == ')') return leave(")");
        if (!take(":")) return false;
      }
    }
    return alternatives() && leave(")");
  }

  bool character_class() {
    if (++depth_ > kDeepest) return false;
    skip();
    take("^");
    bool empty = true;
    while (!at_end() && (next() != ']' || empty)) {
      empty = false;
      if (take("&&")) continue;
      if (next() == '[') {
        if (!character_class()) return false;
      } else if (!range()) {
        return false;
      }
    }
    return leave("]");
  }

  /// A character of a class, or two of them with a dash between.
  bool range() {
    const auto first = next();
    if (first == '\\') return escape();
    skip();
    if (!sees("-") || sees("-]") || sees("-[") || sees("-&&")) return true;
    skip();
    if (at_end()) return false;
    const auto last = next();
    if (last == '\\') return escape();
    skip();
    return static_cast<unsigned char>(last) >= static_cast<unsigned char>(first);
  }

  bool escape() {
    skip();
    if (at_end()) return false;
    const auto c = next();
    skip();
    if (c == 'Q') {  // everything to the closing \E, or to the end
      const auto end = text_.find("\\E");
      skip(end == text_.npos ? text_.size() : end + 2);
      return true;
    }
    if (c == 'k') return take("<") && take_until('>');
    if (c == 'p' || c == 'P') return take("{") ? take_until('}') : is_letter(next()) && (skip(), true);
    if (c == 'x' || c == 'u') return code_point(c == 'x' ? 2 : 4);
    if (c == 'c' || c == '0') return !at_end() && (skip(), true);
    constexpr std::string_view kKnown = "tnrfaedDwWsShHvVRbBAGZzXN";
    return !is_letter(c) || kKnown.find(c) != kKnown.npos;
  }

  bool code_point(int digits) {
    if (take("{")) return take_until('}');
    for (; digits > 0; --digits, skip())
      if (std::string_view("0123456789abcdefABCDEF").find(next()) == std::string_view::npos || at_end())
        return false;
    return true;
  }

  bool leave(std::string_view closing) {
    --depth_;
    return take(closing);
  }

  std::string_view text_;
  int depth_ = 0;
};

}  // namespace

bool is_java_pattern(std::string_view text) {
  return PatternReader(text).whole();
}

}  // namespace moldau::metadata
