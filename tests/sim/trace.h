#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace moldau::sim {

/// What happened, in order: the last lines of it for people, and a hash of all of it, by which two runs of a
/// seed are compared.
class Trace {
 public:
  /// A line for people.
  void note(std::int64_t at_us, std::string_view text);
  /// What has no line.
  void count(std::uint64_t what) { mix(&what, sizeof what); }

  std::uint64_t hash() const { return hash_; }
  std::string tail() const;
  /// From now on lines are printed as well.
  void print(bool wanted) { prints_ = wanted; }

 private:
  void mix(const void* bytes, std::size_t size);

  std::uint64_t hash_ = 0xcbf29ce484222325;
  std::deque<std::string> last_;
  bool prints_ = false;
};

}  // namespace moldau::sim
