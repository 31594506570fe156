#pragma once

#include <map>
#include <string_view>
#include <utility>

namespace moldau::metadata {

/// Which names a request has more than once. Kafka answers such a name once, with an error. The names have to
/// live as long.
class RepeatedNames {
 public:
  void add(std::string_view name) { ++times_[name].given; }
  bool repeated(std::string_view name) const { return times_.at(name).given > 1; }
  /// Whether this is the first time that this name is taken.
  bool take(std::string_view name) { return !std::exchange(times_.at(name).taken, true); }

 private:
  struct Times {
    int given = 0;
    bool taken = false;
  };
  std::map<std::string_view, Times> times_;
};

}  // namespace moldau::metadata
