#pragma once

#include <expected>
#include <string>

#include "inspect/decoder.h"

/// A message as an object: what a line of a batch is, in and out.
///
///   {"message": "FetchRequest", "version": 17, "hex": BODY}            <-> the same with "json" for "hex"
///   {"frame": "request", "hex": HEADER AND BODY}                       <-> "message", "version", "header",
///   "json"
///   {"frame": "response", "api": "Fetch" or 1, "version": 17, "hex": HEADER AND BODY}        <-> the same
///
/// "kafka": "3.9.2" takes that release's names. Where Kafka's JSON leaves something out, "complete" has all
/// of it beside "json", and encoding prefers it. Other members are passed on.
namespace moldau::inspect {

std::expected<Json, std::string> decode_line(Json line, const DecodeOptions& options);
std::expected<Json, std::string> encode_line(Json line);

}  // namespace moldau::inspect
