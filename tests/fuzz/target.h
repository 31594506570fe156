#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

/// What is done to one input, and good inputs to begin with: each file fuzz_NAME.cc defines both. See
/// README.md.
namespace moldau::fuzz {

/// Ends the process where what the broker promises does not hold. Nothing else may, whatever the bytes are.
void run(ByteView input);
std::vector<Bytes> seeds();

/// Each into a file of its own, in a folder that is made where there is none.
void write_seeds(const std::string& folder);

/// Ends the process, saying `what`, unless it holds.
void require(bool holds, std::string_view what);

/// What Apache Kafka wrote of the message of that name: its version with its bytes.
struct Golden {
  std::int16_t version = 0;
  Bytes bytes;
};
std::vector<Golden> golden(std::string_view message);
/// The names of all messages that there are such bytes of.
std::vector<std::string> golden_names();

/// Takes an input apart: each call gives what comes next, and zeros or nothing past the end.
class Input {
 public:
  explicit Input(ByteView bytes) : rest_(bytes) {}
  bool empty() const { return rest_.empty(); }
  std::uint8_t byte();
  std::uint16_t u16();
  /// As many bytes as there are, at most `size`.
  ByteView bytes(std::size_t size);
  ByteView rest() { return bytes(rest_.size()); }

 private:
  ByteView rest_;
};

}  // namespace moldau::fuzz
