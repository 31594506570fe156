#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "base/bytes.h"
#include "broker/waiter.h"
#include "tests/sim/scheduler.h"

namespace moldau::sim {

class Network;

/// One direction of a connection: what is sent arrives later, in order, in other pieces.
class Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  explicit Pipe(Network& network) : network_(network) {}

  void send(ByteView bytes);
  /// What is sent from now on arrives so much later.
  void hold(Duration time);
  /// What was sent arrives yet, and then that there is no more.
  void finish();
  /// The end is there at once, and what is on its way is lost.
  void cut();
  /// Up to so many bytes of those that are there.
  std::size_t take(MutableByteView into);
  bool is_readable() const { return !arrived_.empty() || ended_; }
  bool has_bytes() const { return !arrived_.empty(); }
  bool is_full() const;
  /// Who is told once it is readable, and once it is no longer full. Nobody where that is so already.
  void when_readable(const std::shared_ptr<broker::Waiter>& waiter);
  void when_not_full(const std::shared_ptr<broker::Waiter>& waiter);

 private:
  Time arrival();
  void wake_reader();
  void wake_writer();

  Network& network_;
  Bytes arrived_;
  std::size_t on_its_way_ = 0;
  bool ended_ = false;
  Time last_arrival_{};
  std::weak_ptr<broker::Waiter> reader_, writer_;
};

struct Connection {
  Connection(Network& network, std::uint16_t client_port);
  /// By a side that neither sends nor receives any more.
  void end_by_client();
  void end_by_broker();
  void reset();

  const std::uint16_t port;  // the client's
  const std::shared_ptr<Pipe> to_broker, to_client;
};

/// Connections between clients and the broker. One lives at a time.
class Network {
 public:
  explicit Network(Scheduler& scheduler);
  ~Network();
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  static Network& current();

  /// Null where nobody listens.
  std::shared_ptr<Connection> connect();
  using Accept = std::function<void(const std::shared_ptr<Connection>&)>;
  void listen(Accept accept) { accept_ = std::move(accept); }
  /// Null where it has ended.
  std::shared_ptr<Connection> connection(std::uint16_t port) const;
  void forget(std::uint16_t port) { connections_.erase(port); }
  /// Whose session is just being made.
  void set_accepted_port(std::uint16_t port) { accepted_port_ = port; }
  std::uint16_t accepted_port() const { return accepted_port_; }

  void reset_any();
  /// What a client sent and sends arrives so much later, even if the client has given up by then.
  void hold_any(Duration time);
  /// Every connection, and nobody listens any more.
  void reset_all();
  /// The machine has no power: nothing of what it sends gets out.
  void silence_broker(bool silent) { broker_is_silent_ = silent; }
  bool broker_is_silent() const { return broker_is_silent_; }
  /// How many times slower than usual it is.
  void slow_down(int factor) { slowness_ = factor; }

  Scheduler& scheduler() { return scheduler_; }
  Duration latency();

 private:
  /// Null where there is none.
  std::shared_ptr<Connection> any_connection();

  Scheduler& scheduler_;
  Accept accept_;
  std::map<std::uint16_t, std::shared_ptr<Connection>> connections_;
  std::uint16_t last_port_ = 20'000, accepted_port_ = 0;
  bool broker_is_silent_ = false;
  int slowness_ = 1;
};

}  // namespace moldau::sim
