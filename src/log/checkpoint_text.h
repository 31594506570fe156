#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace moldau::log {

/// Kafka's text checkpoints: a version line "0", a line with the count of entries, and a line each (Kafka:
/// CheckpointFile).
std::string to_checkpoint_text(const std::vector<std::string>& lines);
/// The entries' lines, views of `text`; nothing where version, count or the last line's end is not as it
/// should be.
std::optional<std::vector<std::string_view>> parse_checkpoint_text(std::string_view text);

/// Takes the word up to the next space off `line`.
std::string_view take_word(std::string_view& line);
/// A whole decimal number.
template <class T>
std::optional<T> parse_number(std::string_view word);

}  // namespace moldau::log
