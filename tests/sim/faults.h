#pragma once

#include "tests/sim/world.h"

namespace moldau::sim {

/// What goes wrong, and when: the seed says.
class Faults {
 public:
  explicit Faults(World& world) : world_(world) {}

  /// So long a time with faults.
  void run(Duration time);
  /// From now on nothing goes wrong, and what did is mended.
  void end();
  /// A start, and further ones where the power fails in one.
  void start_broker();
  /// The broker's life ends once more, and another one begins.
  void end_life();

 private:
  void cause_one();
  Machine::End some_end(std::uint64_t latest);
  void recover();
  void restart();

  World& world_;
};

}  // namespace moldau::sim
