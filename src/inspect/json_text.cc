#include "inspect/json_text.h"

#include <cmath>
#include <fmt/format.h>

#include "base/java_double.h"

namespace moldau::inspect {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  if (static_cast<unsigned char>(c) < 0x20)
    out += fmt::format("\\u{:04X}", c);
  else
    out += c;
}

class Printer {
 public:
  explicit Printer(bool indented) : indented_(indented) {}

  void print(const Json& json) {
    if (json.is_string())
      quoted(json.get_ref<const std::string&>());
    else if (json.is_number_float())
      number(json.get<double>());
    else if (json.is_array())
      container('[', ']', json);
    else if (json.is_object())
      container('{', '}', json);
    else
      out_ += json.dump();
  }
  std::string take() { return std::move(out_); }

 private:
  void quoted(std::string_view text) {
    out_ += '"';
    for (const char c : text) append_escaped(out_, c);
    out_ += '"';
  }
  void number(double value) {
    if (std::isnan(value))
      out_ += "\"NaN\"";
    else if (std::isinf(value))
      out_ += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    else
      out_ += to_java_text(value);
  }
  void container(char open, char close, const Json& json) {
    out_ += open;
    ++depth_;
    bool first = true;
    for (const auto& [key, value] : json.items()) {
      if (!std::exchange(first, false)) out_ += ',';
      new_line();
      if (json.is_object()) {
        quoted(key);
        out_ += indented_ ? ": " : ":";
      }
      print(value);
    }
    --depth_;
    if (!first) new_line();
    out_ += close;
  }
  void new_line() {
    if (indented_) out_ += "\n" + std::string(2 * depth_, ' ');
  }

  bool indented_;
  std::size_t depth_ = 0;
  std::string out_;
};

}  // namespace

std::string json_text(const Json& json) {
  Printer printer(false);
  printer.print(json);
  return printer.take();
}

std::string indented_json_text(const Json& json) {
  Printer printer(true);
  printer.print(json);
  return printer.take();
}

std::expected<Json, std::string> parse_json(std::string_view text) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& error) {
    std::string_view what = error.what();  // begins with "[json.exception.parse_error.101] "
    if (const auto end = what.find("] "); end != what.npos) what.remove_prefix(end + 2);
    return std::unexpected(fmt::format("this is no JSON: {}", what));
  }
}

}  // namespace moldau::inspect
