#include "broker/session.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/diag.h"
#include "broker/broker.h"
#include "broker/stranger.h"
#include "protocol/messages/18_api_versions.h"

namespace moldau::broker {
namespace {

using boost::asio::awaitable;
/// Requests served before other connections of the thread have their turn.
constexpr std::size_t kFramesInARow = 64;
/// Of a file: so much is sent at once, as soon as it is known to be in memory.
constexpr std::size_t kSentAtOnce = 512 * 1024;

/// Whoever always has another request at hand, or takes all that it is sent, must not keep the thread from
/// its other connections.
awaitable<void> let_others(Channel& channel) {
  co_await boost::asio::post(channel.executor(), boost::asio::use_awaitable);
}

}  // namespace

Session::Session(Broker& broker, boost::asio::ip::tcp::socket socket, const metadata::Listener& listener,
                 RequestMetrics& metrics)
    : broker_(broker),
      metrics_(metrics),
      channel_(std::move(socket)),
      in_flight_shrank_(std::make_shared<Waiter>(channel_.executor())),
      connected_ms_(broker.clock().steady_ms()),
      last_active_ms_(connected_ms_) {
  client_ = {.host = host_of(channel_.remote()),
             .port = channel_.remote().port(),
             .local_host = host_of(channel_.local()),
             .local_port = channel_.local().port(),
             .listener_name = listener.name,
             .software_name = {},
             .software_version = {}};
}

Session::~Session() {
  channel_.close();
  try {
    settle();  // only an exception has left anything
  } catch (const std::exception& error) {
    diag::error("what a connection gathered is written with the next append reason=\"{}\"", error.what());
  }
  broker_.request_memory().give_back(charged_);
}

void Session::close() {
  closed_ = true;
  channel_.close();
  in_flight_shrank_->notify();
  if (parked_) parked_->notify();
}

awaitable<bool> Session::park(std::shared_ptr<Waiter> waiter, Waiter::TimePoint deadline) {
  if (closed_) co_return false;
  parked_ = waiter;
  const bool woken = co_await waiter->wait_until(deadline);
  parked_.reset();
  co_return woken;
}

awaitable<void> Session::run() {
  const auto self = shared_from_this();
  for (std::size_t served = 1; !draining_; ++served) {
    if (served % kFramesInARow == 0) {
      settle();
      co_await let_others(channel_);
    }
    if (quiet_until_) co_await stay_quiet();
    if (closed_ || draining_) break;
    auto frame = held_frame();
    if (!frame) {
      frame = co_await next_frame();
      begun_ = std::chrono::steady_clock::now();
    }
    if (!frame) break;
    auto request = read_request(*frame);
    if (!request) break;
    serving_ = true;
    served_bytes_ = request->size;
    const bool alive = co_await serve(*request);
    serving_ = false;
    buffer_.consume(std::exchange(served_bytes_, 0));
    if (!alive) break;
  }
  settle();
  // What was accepted is answered even though the peer sends no more.
  if (!closed_) co_await in_flight_below(1);
  if (!closed_) co_await flush();
  tell_end("connection-closed", draining_ ? "this broker stops" : "by the client");
  close();
}

template <class Call>
auto Session::timed(Call call) {
  if (!broker_.quotas().active(QuotaType::kRequest)) return call();
  const auto began = steady_ns();
  const auto result = call();
  network_ns_ += steady_ns() - began;
  return result;
}

std::optional<MutableByteView> Session::held_frame(std::size_t from) {
  const auto held = buffer_.held().subspan(from);
  if (held.size() < kSizePrefix) return std::nullopt;
  const auto size = load_be<std::int32_t>(held.data());
  if (size < 0 || size > broker_.config().network.socket_request_max_bytes ||
      static_cast<std::size_t>(size) > held.size() - kSizePrefix)
    return std::nullopt;
  return held.subspan(kSizePrefix, static_cast<std::size_t>(size));
}

awaitable<std::optional<MutableByteView>> Session::next_frame() {
  settle();
  for (;;) {
    const auto whole = held_frame_size();
    if (!whole) co_return std::nullopt;
    if (*whole > 0) {
      pace_.completed();
      co_return buffer_.held().subspan(kSizePrefix, *whole - kSizePrefix);
    }
    const auto held = buffer_.held().size();
    const auto wanted =
        held < kSizePrefix
            ? kSizePrefix
            : kSizePrefix + static_cast<std::size_t>(load_be<std::int32_t>(buffer_.held().data()));
    bool alive = true;
    if (held == 0 && !out_.empty()) alive = co_await flush();
    if (alive && wanted > ReceiveBuffer::kInitialBytes + charged_) alive = co_await charge(wanted);
    if (!alive) co_return std::nullopt;
    const auto space = buffer_.space(wanted);
    const auto received = timed([&] { return channel_.receive(space); });
    if (received) {
      buffer_.received(*received);
      last_active_ms_ = broker_.clock().steady_ms();
      pace_.received(*received, last_active_ms_);
      continue;
    }
    if (received.error() == ChannelState::kClosed || closed_) co_return std::nullopt;
    if (!out_.empty()) {
      if (!co_await flush()) co_return std::nullopt;
      pace_.resumed(broker_.clock().steady_ms());
    }
    release_buffers();
    co_await channel_.readable();
    if (closed_) co_return std::nullopt;
  }
}

awaitable<bool> Session::charge(std::size_t wanted) {
  if (!co_await flush()) co_return false;  // what waits for its answer may be what frees memory
  const auto more = wanted - ReceiveBuffer::kInitialBytes - charged_;
  if (!co_await take_memory(more)) {
    if (!closed_)
      refuse(fmt::format("moldau.request.memory.bytes={} is used up by other requests",
                         broker_.config().network.request_memory_bytes));
    co_return false;
  }
  charged_ += more;
  pace_.resumed(broker_.clock().steady_ms());
  co_return true;
}

awaitable<bool> Session::take_memory(std::size_t bytes) {
  auto& memory = broker_.request_memory();
  const auto deadline = std::chrono::steady_clock::now() +
                        std::chrono::milliseconds(broker_.config().network.first_frame_timeout_ms);
  const auto waiter = std::make_shared<Waiter>(channel_.executor());
  while (!memory.try_take(bytes)) {
    waiter->reset();
    memory.add_waiter(waiter);
    if (memory.try_take(bytes)) break;
    if (!co_await park(waiter, deadline)) {
      memory.remove_waiter(waiter);
      co_return false;
    }
    if (closed_) co_return false;
  }
  co_return true;
}

void Session::release_buffers() {
  if (out_.empty()) Bytes().swap(out_);
  buffer_.release();
  if (buffer_.capacity() == 0) broker_.request_memory().give_back(std::exchange(charged_, 0));
}

void Session::let_request_go() {
  buffer_.consume(std::exchange(served_bytes_, 0));
  buffer_.shrink();
  const auto needed = buffer_.capacity() - std::min(buffer_.capacity(), ReceiveBuffer::kInitialBytes);
  if (needed >= charged_) return;
  const auto before = std::exchange(charged_, needed);
  broker_.request_memory().give_back(before - needed);
}

std::expected<std::size_t, bool> Session::held_frame_size() {
  const auto held = buffer_.held();
  if (held.size() < kSizePrefix) return 0;
  const auto size = load_be<std::int32_t>(held.data());
  const auto limit = broker_.config().network.socket_request_max_bytes;
  const auto stranger = spoken_ ? Stranger::kNone : stranger_of(held);
  if (stranger != Stranger::kNone) {
    refuse(describe_stranger(stranger, client_.listener_name, client_.local_port));
    out_ = answer_to_stranger(stranger, client_.listener_name, client_.local_port);
    return std::unexpected(false);
  }
  if (size < 0 || size > limit) {
    refuse(fmt::format("frame size {} is outside 0 to {} (socket.request.max.bytes)", size, limit));
    return std::unexpected(false);
  }
  const auto whole = kSizePrefix + static_cast<std::size_t>(size);
  return held.size() >= whole ? whole : 0;
}

std::optional<Session::Request> Session::read_request(MutableByteView frame) {
  auto header = protocol::decode_request_header(frame, first_flexible_version);
  if (!header) {
    refuse("request header: " + header.error().to_string());
    return std::nullopt;
  }
  spoken_ = true;
  const auto key = header->header.api_key, version = header->header.api_version;
  const auto* api = find_api(key);
  const bool answers_unknown_version = api && key == protocol::ApiVersionsRequest::kInfo.api_key;
  if (!api || (!api->serves(version) && !answers_unknown_version)) {
    refuse(fmt::format("api key {} version {} is not served", key, version));
    return std::nullopt;
  }
  return Request{{broker_, *this, client_, std::move(header->header)},
                 api,
                 frame.subspan(frame.size() - header->body.size()),
                 kSizePrefix + frame.size()};
}

bool Session::awaits_nothing(const ApiEntry& api, bool on_the_spot) const {
  return (api.pipelined || nothing_in_flight()) && (on_the_spot || (out_.empty() && !unsettled_));
}

awaitable<bool> Session::await_earlier(const ApiEntry& api, bool on_the_spot) {
  bool alive = true;
  if (!api.pipelined && !nothing_in_flight()) alive = co_await in_flight_below(1);
  if (alive && !on_the_spot) alive = co_await flush();
  co_return alive;
}

awaitable<bool> Session::serve(Request& request) {
  const auto& api = *request.api;
  const bool on_the_spot = api.serves_on_the_spot(request.context.version(), request.body);
  bool alive = true;
  if (!awaits_nothing(api, on_the_spot)) alive = co_await await_earlier(api, on_the_spot);
  if (!alive) co_return false;
  serving_api_ = &api;
  metrics_.of(api).request_bytes.add(request.size);
  Served served;
  if (broker_.quotas().active(QuotaType::kRequest)) service_timer_.start();
  if (on_the_spot)
    served = api.serve(request.context, request.body);
  else
    served = co_await api.serve_waiting(request.context, request.body);
  service_timer_.stop();
  if (const auto throttle_ms = request.context.throttle_ms; throttle_ms > 0)
    quiet_until_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(throttle_ms);
  if (!served) {
    refuse(fmt::format("{} v{}: {}", api.name, request.context.version(), served.error().reason));
    co_return false;
  }
  bool last = false;
  if (auto& reply = *served) {
    last = reply->close;
    if (last) tell_end("connection-ended", fmt::format("{} failed, and wants no answer", api.name));
    const auto bytes = reply->size();
    if (must_send(*reply)) {
      alive = co_await flush();
      if (alive) alive = co_await send(std::move(*reply));
    } else {
      keep(std::move(*reply));
    }
    begun_ = count_answer(api, begun_, bytes);  // what is at hand already begins now
  } else {
    begun_ = std::chrono::steady_clock::now();
  }
  const auto most = static_cast<std::size_t>(broker_.config().network.max_in_flight_produce_requests);
  if (alive && in_flight_.size() >= most) alive = co_await in_flight_below(most);
  co_return alive && !last && !closed_;
}

Session::TimePoint Session::count_answer(const ApiEntry& api, TimePoint begun, std::size_t bytes) {
  const auto now = std::chrono::steady_clock::now();
  auto& metrics = metrics_.of(api);
  metrics.response_bytes.add(bytes);
  metrics.times.add_ns(static_cast<std::uint64_t>((now - begun) / std::chrono::nanoseconds(1)));
  return now;
}

bool Session::must_send(const Reply& reply) const {
  return nothing_in_flight() && (!reply.files.empty() || out_.size() + reply.bytes.size() > kGatherBytes);
}

void Session::keep(Reply reply) {
  if (reply.silent) return;
  if (!nothing_in_flight())
    answer_in_turn(std::move(reply));  // a pipelined request that is answered at once still keeps its place
  else if (out_.capacity() == 0)
    out_ = std::move(reply.bytes);
  else
    out_.insert(out_.end(), reply.bytes.begin(), reply.bytes.end());
}

awaitable<bool> Session::flush() {
  settle();
  if (out_.empty() || closed_) co_return !closed_;
  auto bytes = std::exchange(out_, {});
  sending_ = true;
  const bool sent = co_await send_bytes(bytes, false);
  sending_ = false;
  bytes.clear();
  if (out_.empty()) out_ = std::move(bytes);  // for the next answers
  co_return sent;
}

awaitable<bool> Session::send(Reply reply) {
  const ByteView bytes = reply.bytes;
  std::size_t sent = 0, in_a_row = 0;
  sends_large_ = reply.memory != nullptr;
  if (!reply.files.empty() && std::ranges::all_of(reply.files, &FilePart::at_tail)) until_warm_ = 0;
  for (const auto& part : reply.files) {
    if (!co_await send_bytes(bytes.subspan(sent, part.position - sent), true)) co_return false;
    if (!co_await send_file(part, in_a_row)) co_return false;
    sent = part.position;
  }
  const bool alive = co_await send_bytes(bytes.subspan(sent), false);
  sends_large_ = false;
  co_return alive;
}

awaitable<bool> Session::send_bytes(ByteView bytes, bool more) {
  while (!bytes.empty()) {
    if (const auto sent = timed([&] { return channel_.send(bytes, more); })) {
      bytes = bytes.subspan(*sent);
      last_active_ms_ = broker_.clock().steady_ms();
    } else if (sent.error() == ChannelState::kWouldBlock && !closed_) {
      co_await channel_.writable();
    } else {
      tell_end("connection-closed", "by the client, while an answer was sent");
      close();
    }
    if (closed_) co_return false;
  }
  co_return true;
}

awaitable<bool> Session::send_file(const FilePart& part, std::size_t& in_a_row) {
  for (std::size_t done = 0, looked_at = 0; done < part.size;) {
    if (done == looked_at) {
      if (in_a_row >= kSentAtOnce) {
        co_await let_others(channel_);
        in_a_row = 0;
      }
      if (closed_) co_return false;
      looked_at = std::min(part.size, done + kSentAtOnce);
      in_a_row += looked_at - done;
      bool there = is_in_memory(part, done, looked_at);
      if (!there) there = co_await read_from_disk(part, done, looked_at);
      if (!there) {
        tell_end("connection-closed", "the log cannot be read, while records were sent");
        close();
      }
      if (closed_) co_return false;
    }
    const auto sent =
        timed([&] { return channel_.send_file(*part.file, part.offset + done, looked_at - done); });
    if (sent) {
      done += *sent;
      last_active_ms_ = broker_.clock().steady_ms();
    } else if (sent.error() == ChannelState::kWouldBlock && !closed_) {
      co_await channel_.writable();
    } else {
      tell_end("connection-closed", "by the client, or the log failed, while records were sent");
      close();  // the answer's size is out already: only the end of the connection is honest now
    }
    if (closed_) co_return false;
  }
  co_return true;
}

}  // namespace moldau::broker
