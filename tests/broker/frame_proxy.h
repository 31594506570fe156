#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/bytes.h"

namespace moldau::broker::test {

enum class Direction { kRequest, kResponse };

/// Some of what passes: an API's requests or responses, or one of them.
struct FramesOf {
  Direction direction = Direction::kRequest;
  std::int16_t api_key = 0;
  std::optional<std::int32_t> correlation_id = {};
};

/// A request or response that the proxy has read.
struct Frame {
  Direction direction = Direction::kRequest;
  std::int16_t api_key = 0;
  std::int32_t correlation_id = 0;
  /// Its connection, which is kept for it when the client has left.
  std::size_t connection = 0;
  /// With the size in front.
  Bytes bytes;
};

/// A network between clients and a broker that loses, delays, repeats and reorders whole frames. What is
/// behind a frame that it keeps passes, and a request outlives its client.
class FrameProxy {
 public:
  /// In front of a broker on this machine. Throws where there is no port for it.
  explicit FrameProxy(std::uint16_t broker_port);
  ~FrameProxy();
  FrameProxy(const FrameProxy&) = delete;
  /// Where clients connect.
  std::uint16_t port() const { return port_; }

  /// From now on such frames do not pass and are kept; the last rule about a frame holds.
  void hold(const FramesOf& which) { add_rule({which, /*keep=*/true, /*pass=*/false}); }
  /// From now on such frames are lost.
  void drop(const FramesOf& which) { add_rule({which, /*keep=*/false, /*pass=*/false}); }
  /// From now on such frames pass, and copies are kept.
  void copy(const FramesOf& which) { add_rule({which, /*keep=*/true, /*pass=*/true}); }
  /// From now on everything passes.
  void pass_all();

  /// Waits for so many kept frames and takes them, in the order in which they came. Throws after 20 seconds.
  std::vector<Frame> take(std::size_t count);
  /// How many frames were lost so far; waits for at least so many. Throws after 20 seconds.
  void wait_until_dropped(std::size_t count);
  /// Passes a frame on along its connection, as often as this is called.
  void send(const Frame& frame);

 private:
  struct Rule {
    FramesOf which;
    bool keep = false, pass = false;
  };
  struct Connection;
  void run(const std::stop_token& stop);
  void accept_one();
  void read(std::size_t connection, Direction direction);
  void meet(Frame frame);
  void send_locked(const Frame& frame);
  void add_rule(const Rule& rule);
  template <class Condition>
  void wait_for(std::unique_lock<std::mutex>& lock, const Condition& condition);

  const std::uint16_t broker_port_;
  int listener_ = -1, wake_ = -1;
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Rule> rules_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<Frame> kept_;
  std::size_t dropped_ = 0;
  std::jthread thread_;
};

}  // namespace moldau::broker::test
