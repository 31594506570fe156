#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <iostream>
#include <iterator>
#include <memory>

#include "inspect/base64.h"
#include "inspect/frame.h"
#include "inspect/json_text.h"
#include "inspect/line.h"
#include "tool/batch.h"
#include "tool/commands.h"
#include "tool/output.h"

namespace moldau::tool {
namespace {

using inspect::Json;

struct Arguments {
  std::string message, api, kafka, input = "-";
  std::int16_t version = 0;
  bool request = false, response = false;
  bool framed = false, raw = false, allow_trailing = false, complete = false, pretty = false;
  bool batch = false, list = false;
  const CLI::Option* version_option = nullptr;
};

constexpr const char* kDecodeExamples =
    "Examples:\n"
    "  moldau decode --message MetadataRequest --version 1 00000001000161\n"
    "  moldau decode --request 00120003000000010003616263000261026200\n"
    "  moldau decode --response --api ApiVersions --version 0 00000001000000000001001200000004\n"
    "  moldau decode --request --framed --raw < request.bin\n"
    "  moldau decode --batch < lines.jsonl\n"
    "\n"
    "A line of a batch is {\"message\":..,\"version\":..,\"hex\":..}, or {\"frame\":\"request\",\"hex\":..}, "
    "or\n"
    "{\"frame\":\"response\",\"api\":..,\"version\":..,\"hex\":..}. It is printed with \"json\" in place of "
    "\"hex\",\n"
    "and with \"error\" where that failed.\n"
    "The JSON is that of Kafka's own converters, which print records as \"\" and leave out tagged fields "
    "that\n"
    "they do not know: --complete prints them.";

constexpr const char* kEncodeExamples =
    "Examples:\n"
    "  moldau encode --message MetadataRequest --version 1 '{\"topics\":[{\"name\":\"a\"}]}'\n"
    "  moldau decode --request HEX | moldau encode --request\n"
    "  moldau decode --batch < lines.jsonl | moldau encode --batch";

std::string all_of_stdin() {
  return std::string(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
}

std::string input(const Arguments& arguments) {
  return arguments.input == "-" ? all_of_stdin() : arguments.input;
}

/// What the options say about the message, as a line of a batch says it.
Json described_line(const Arguments& arguments) {
  Json line = Json::object();
  if (arguments.request || arguments.response) line["frame"] = arguments.request ? "request" : "response";
  if (!arguments.message.empty()) line["message"] = arguments.message;
  if (!arguments.api.empty()) line["api"] = arguments.api;
  if (!arguments.kafka.empty()) line["kafka"] = arguments.kafka;
  if (arguments.version_option->count() > 0) line["version"] = arguments.version;
  return line;
}

/// Why the options do not say enough, or nothing.
std::string lacking(const Arguments& arguments, bool version_needed) {
  const bool frame = arguments.request || arguments.response;
  if (arguments.message.empty() && arguments.api.empty() && !arguments.request)
    return "which message is it? --message NAME, --api NAME with --request or --response, or --request alone";
  if (!arguments.api.empty() && !frame) return "--api needs --request or --response";
  if (arguments.framed && !frame) return "--framed needs --request or --response";
  if (version_needed && arguments.version_option->count() == 0) return "--version is missing";
  return "";
}

/// Takes the four bytes of a frame's size off.
std::expected<Bytes, std::string> unframed(Bytes bytes) {
  if (bytes.size() < 4)
    return std::unexpected(fmt::format("{} bytes are no frame: its size takes 4", bytes.size()));
  const auto size = load_be<std::int32_t>(bytes.data());
  if (size < 0 || static_cast<std::size_t>(size) != bytes.size() - 4)
    return std::unexpected(fmt::format("the frame says that it has {} bytes after its size, and there are {}",
                                       size, bytes.size() - 4));
  bytes.erase(bytes.begin(), bytes.begin() + 4);
  return bytes;
}

/// What Kafka's JSON left out is told, so that nobody believes it was not there.
void tell_omissions(const Json& line) {
  if (line.contains("complete"))
    complain(
        "note: Kafka's JSON leaves out content of records or unknown tagged fields; --complete prints it");
}

int decode_one(const Arguments& arguments) {
  const auto text = input(arguments);
  auto bytes = arguments.raw ? Bytes(text.begin(), text.end()) : inspect::from_hex(text);
  if (bytes && arguments.framed) bytes = unframed(std::move(*bytes));
  if (!bytes) return failed(bytes.error());
  auto line = described_line(arguments);
  line["hex"] = inspect::to_hex(*bytes);
  auto decoded = inspect::decode_line(
      std::move(line), {.complete = arguments.complete, .allow_trailing = arguments.allow_trailing});
  if (!decoded) return failed(decoded.error());
  tell_omissions(*decoded);
  decoded->erase("complete");
  const auto shown = decoded->contains("frame") ? *decoded : (*decoded)["json"];
  print_line(arguments.pretty ? inspect::indented_json_text(shown) : inspect::json_text(shown));
  return flushed(kDone);
}

int encode_one(const Arguments& arguments) {
  auto json = inspect::parse_json(input(arguments));
  if (!json) return failed(json.error());
  auto line = described_line(arguments);
  if (line.contains("frame")) {
    if (!json->is_object()) return failed("a frame is an object with header and json, as decode prints it");
    for (const auto& [key, value] : json->items())
      if (!line.contains(key)) line[key] = value;
  } else {
    line["json"] = std::move(*json);
  }
  auto encoded = inspect::encode_line(std::move(line));
  if (!encoded) return failed(encoded.error());
  auto hex = (*encoded)["hex"].get<std::string>();
  if (arguments.framed) {
    Bytes size(4);
    store_be<std::int32_t>(size.data(), static_cast<std::int32_t>(hex.size() / 2));
    hex.insert(0, inspect::to_hex(size));
  }
  if (!arguments.raw) {
    print_line(hex);
  } else {
    const auto bytes = inspect::from_hex(hex);
    print(as_text(*bytes));
  }
  return flushed(kDone);
}

/// A line of a batch that names no release gets the command's.
void take_release(Json& line, const Arguments& arguments) {
  if (!arguments.kafka.empty() && line.is_object() && !line.contains("kafka"))
    line["kafka"] = arguments.kafka;
}

int list_messages() {
  for (const auto& [info, fields] : inspect::message_table().all())
    print_line(fmt::format("{:<48} {:>4}  versions {} to {}", info.name,
                           info.api_key < 0 ? "" : std::to_string(info.api_key), info.first_version,
                           info.last_version));
  return flushed(kDone);
}

int run_decode(const Arguments& arguments) {
  if (arguments.list) return list_messages();
  if (arguments.batch)
    return run_batch([&](Json line) {
      take_release(line, arguments);
      return inspect::decode_line(
          std::move(line), {.complete = arguments.complete, .allow_trailing = arguments.allow_trailing});
    });
  if (const auto why = lacking(arguments, !arguments.request); !why.empty()) return misused(why);
  return decode_one(arguments);
}

int run_encode(const Arguments& arguments) {
  if (arguments.list) return list_messages();
  if (arguments.batch)
    return run_batch([&](Json line) {
      take_release(line, arguments);
      return inspect::encode_line(std::move(line));
    });
  const bool frame = arguments.request || arguments.response;
  if (const auto why = frame ? "" : lacking(arguments, true); !why.empty()) return misused(why);
  return encode_one(arguments);
}

/// Options of both commands.
std::shared_ptr<Arguments> add_options(CLI::App& command) {
  auto arguments = std::make_shared<Arguments>();
  auto* message =
      command.add_option("--message", arguments->message, "Kafka's name of the message: FetchRequest");
  command.add_option("--api", arguments->api, "Name or key of the API: Fetch or 1")->excludes(message);
  arguments->version_option = command.add_option("--version", arguments->version, "Version of the message");
  auto* request = command.add_flag("--request", arguments->request, "A request with its header");
  command.add_flag("--response", arguments->response, "A response with its header")->excludes(request);
  command.add_flag("--framed", arguments->framed, "Four bytes with the size of it all come first");
  command.add_option("--kafka", arguments->kafka, "Release whose names to use: 4.4.0 (default) or 3.9.2")
      ->check(CLI::IsMember({"4.4.0", "3.9.2"}));
  auto* batch = command.add_flag("--batch", arguments->batch, "One JSON object a line, from standard input");
  batch->excludes(message);
  command.add_flag("--list", arguments->list, "Name all messages and versions");
  return arguments;
}

}  // namespace

void add_inspect_commands(CLI::App& app, Run& chosen) {
  auto* decode = app.add_subcommand("decode", "Print a message of the protocol as JSON");
  auto arguments = add_options(*decode);
  decode->add_option("HEX", arguments->input, "The bytes in hex, or - for standard input (default)");
  decode->add_flag("--raw", arguments->raw, "The input is bytes, not hex");
  decode->add_flag("--trailing", arguments->allow_trailing, "Bytes after the message are no error");
  decode->add_flag("--complete", arguments->complete, "Print records in base64, and unknown tagged fields");
  decode->add_flag("--pretty", arguments->pretty, "Print over several lines");
  decode->footer(kDecodeExamples);
  decode->callback([&chosen, arguments] { chosen = [arguments] { return run_decode(*arguments); }; });

  auto* encode = app.add_subcommand("encode", "Write the bytes of a message from its JSON: decode's inverse");
  auto to_write = add_options(*encode);
  encode->add_option("JSON", to_write->input, "What decode prints, or - for standard input (default)");
  encode->add_flag("--raw", to_write->raw, "Write bytes, not hex");
  encode->footer(kEncodeExamples);
  encode->callback([&chosen, to_write] { chosen = [to_write] { return run_encode(*to_write); }; });
}

}  // namespace moldau::tool
