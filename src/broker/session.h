#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <string>

#include "broker/api_table.h"
#include "broker/channel.h"
#include "broker/quotas/service_timer.h"
#include "broker/quotas/session_quotas.h"
#include "broker/receive_buffer.h"
#include "broker/receive_pace.h"
#include "broker/reply.h"
#include "broker/request_context.h"
#include "broker/request_metrics.h"
#include "broker/waiter.h"
#include "metadata/config/listener.h"

namespace moldau::broker {

class Broker;
class Partition;

/// One client's connection: a loop of read, serve, write, on one I/O thread. Requests are served in the order
/// in which they came and answered in that order. Only Produce may have several in flight: each is appended
/// on arrival and answered when it is durable.
class Session : public std::enable_shared_from_this<Session> {
 public:
  /// `metrics` are those of the thread that the session runs on.
  Session(Broker& broker, boost::asio::ip::tcp::socket socket, const metadata::Listener& listener,
          RequestMetrics& metrics);
  ~Session();

  boost::asio::awaitable<void> run();
  /// On the session's thread.
  void close();
  Channel& channel() { return channel_; }
  /// On the session's thread.
  const ClientInfo& client() const { return client_; }
  /// When the peer last sent or took a byte, by the steady clock.
  std::int64_t last_active_ms() const { return last_active_ms_; }
  /// Whether it is to be closed, as nothing came or went for too long, or a request comes too slowly: that is
  /// noted.
  bool is_overdue(std::int64_t now_ms);
  bool busy() const { return serving_ || sending_ || answering_ || !in_flight_.empty(); }
  /// Whether a large request has arrived in part.
  bool holds_request_memory() const { return charged_ > 0 && !serving_ && !quiet_until_; }
  /// Waits as Waiter::wait_until does, or until the session is closed.
  boost::asio::awaitable<bool> park(std::shared_ptr<Waiter> waiter, Waiter::TimePoint deadline);
  /// Takes so much of the broker's request memory, once there is some: false where there was none in time, or
  /// the session is closed.
  boost::asio::awaitable<bool> take_memory(std::size_t bytes);

  /// The request at hand is decoded and waits: its bytes are not needed any more. REQUIRES: none of them is
  /// looked at from now on.
  void let_request_go();

  /// Whether what it fetched of late was not in memory: what it fetches next is not likely to be, either.
  bool reads_from_disk() const { return until_warm_ > 0; }

  /// What this connection's client may use.
  SessionQuotas& quotas();
  /// The time that the request at hand and the network took of this thread since the last call, where
  /// somebody has a quota on that.
  std::int64_t take_service_ns();

  /// Whether what is appended to this partition may stay in memory for now: the next request is here already,
  /// and writes to the same one as far as anybody can tell.
  bool gathers_for(const Partition& partition);
  /// It did: it is settled before anybody is answered.
  void note_gathered(const std::shared_ptr<Partition>& partition);
  /// Reserves the next place in the order of answers for a request that is answered later.
  Deferred defer();
  /// Calls back on the session's thread if the request deferred last is not answered by then, to a second or
  /// so.
  void when_overdue(std::int64_t deadline_ms, std::move_only_function<void()> callback);
  /// On the session's thread, now and then.
  void call_overdue(std::int64_t now_ms);
  /// No more requests are served; ends once those at hand are answered.
  void drain();

 private:
  friend class Deferred;
  static constexpr std::size_t kSizePrefix = 4;
  /// Answers gathered before they are written although more requests are at hand.
  static constexpr std::size_t kGatherBytes = 64 * 1024;

  using TimePoint = std::chrono::steady_clock::time_point;
  struct Slot {
    /// Of a request that is answered later; null where it is counted already.
    const ApiEntry* api = nullptr;
    TimePoint begun;
    bool ready = false;
    Reply reply;
    std::int64_t deadline_ms = std::numeric_limits<std::int64_t>::max();
    std::move_only_function<void()> overdue;
  };

  struct Request {
    RequestContext context;
    const ApiEntry* api;
    MutableByteView body;
    std::size_t size = 0;  // of the frame
  };

  /// The frame that begins at `from` in what is held, without its size, where it is held whole and of a size
  /// that is served.
  std::optional<MutableByteView> held_frame(std::size_t from = 0);
  /// The next whole frame without its size, or nothing once the connection is to end.
  boost::asio::awaitable<std::optional<MutableByteView>> next_frame();
  /// Whether what is held has a whole frame: its size, 0 for not yet, or an error that was logged.
  std::expected<std::size_t, bool> held_frame_size();
  /// Makes sure that the buffer may grow for a frame of `wanted` bytes; false where there was no memory in
  /// time.
  boost::asio::awaitable<bool> charge(std::size_t wanted);
  void release_buffers();
  /// Nothing where the connection is to end, which was logged.
  std::optional<Request> read_request(MutableByteView frame);
  /// Whether the connection goes on. Most requests need no suspension, and get none.
  boost::asio::awaitable<bool> serve(Request& request);
  /// Neither reads nor serves until the client has been quiet for as long as it was told to be.
  boost::asio::awaitable<void> stay_quiet();
  /// A system call on the connection, timed where somebody has a quota on that.
  template <class Call>
  auto timed(Call call);
  bool awaits_nothing(const ApiEntry& api, bool on_the_spot) const;
  boost::asio::awaitable<bool> await_earlier(const ApiEntry& api, bool on_the_spot);
  /// Whether the reply goes out by itself instead of with others.
  bool must_send(const Reply& reply) const;
  void keep(Reply reply);
  /// Ends the connection where that fails: what was to be said is not true.
  void settle();
  /// Whether a whole frame lies behind the one that is served, and is a Produce.
  bool produce_follows();
  boost::asio::awaitable<bool> flush();
  boost::asio::awaitable<bool> send(Reply reply);
  boost::asio::awaitable<bool> send_bytes(ByteView bytes, bool more);
  /// `in_a_row`: bytes of files that went out since the thread's other connections had their turn.
  boost::asio::awaitable<bool> send_file(const FilePart& part, std::size_t& in_a_row);
  /// Of the bytes [from, to) of the part; notes whether this client reads from the disk.
  bool is_in_memory(const FilePart& part, std::size_t from, std::size_t to);
  /// So that they are, by another thread. False where they cannot be read.
  boost::asio::awaitable<bool> read_from_disk(const FilePart& part, std::size_t from, std::size_t to);
  boost::asio::awaitable<bool> in_flight_below(std::size_t count);
  /// Puts an answer that is there already behind those in flight.
  void answer_in_turn(Reply reply);
  void complete(const std::shared_ptr<Slot>& slot, Reply reply);
  boost::asio::awaitable<void> answer_in_order();
  bool refused_as_slow(std::int64_t now_ms);
  /// Whether others wait for memory that this connection holds and does nothing for: that is noted.
  bool hoards_memory(std::int64_t now_ms);
  void refuse(std::string_view reason);
  /// Notes why the connection ends; the first reason is it.
  void tell_end(std::string_view what, const std::string& why);
  /// Counts an answer that goes out now; returns when that is.
  TimePoint count_answer(const ApiEntry& api, TimePoint begun, std::size_t bytes);
  bool nothing_in_flight() const { return in_flight_.empty() && !answering_; }

  Broker& broker_;
  RequestMetrics& metrics_;
  Channel channel_;
  ClientInfo client_;
  ReceiveBuffer buffer_;
  std::size_t served_bytes_ = 0;  // of the request at hand, at the buffer's begin
  std::size_t charged_ = 0;       // of the broker's request memory
  /// Answers that go out with the next write. Empty while anything is in flight: only one of the two writes.
  Bytes out_;
  const Partition* written_ = nullptr;    // last; nobody looks into it
  std::shared_ptr<Partition> unsettled_;  // null where nothing was gathered
  std::deque<std::shared_ptr<Slot>> in_flight_;
  std::shared_ptr<Waiter> in_flight_shrank_;
  std::shared_ptr<Waiter> parked_;
  bool sending_ = false, sends_large_ = false;
  bool answering_ = false, serving_ = false, spoken_ = false, closed_ = false, draining_ = false,
       end_told_ = false;
  std::size_t until_warm_ = 0;  // bytes of files that are found in memory
  const std::int64_t connected_ms_;
  std::int64_t last_active_ms_;
  ReceivePace pace_;
  std::unique_ptr<SessionQuotas> quotas_;  // null until there is a quota
  ServiceTimer service_timer_;
  std::int64_t network_ns_ = 0;
  std::optional<Waiter::TimePoint> quiet_until_;
  /// The request that is being served, and since when.
  const ApiEntry* serving_api_ = nullptr;
  TimePoint begun_;
};

}  // namespace moldau::broker
