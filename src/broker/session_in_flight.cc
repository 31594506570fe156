#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "base/check.h"
#include "broker/session.h"

/// Requests that are answered later, and answers in the order of their requests.
namespace moldau::broker {
namespace {

using boost::asio::awaitable;
constexpr auto kForever = std::chrono::steady_clock::time_point::max();

}  // namespace

void Deferred::complete(Reply reply) {
  boost::asio::post(executor_, [session = session_, slot = slot_, reply = std::move(reply)]() mutable {
    if (auto alive = session.lock())
      alive->complete(std::static_pointer_cast<Session::Slot>(slot), std::move(reply));
  });
}

void Session::when_overdue(std::int64_t deadline_ms, std::move_only_function<void()> callback) {
  in_flight_.back()->deadline_ms = deadline_ms;
  in_flight_.back()->overdue = std::move(callback);
}

void Session::call_overdue(std::int64_t now_ms) {
  for (const auto& slot : in_flight_)
    if (!slot->ready && slot->deadline_ms <= now_ms && slot->overdue) std::exchange(slot->overdue, nullptr)();
}

void Session::drain() {
  draining_ = true;
  if (!busy() && out_.empty()) close();
}

Deferred Session::defer() {
  settle();
  // What was gathered goes out before it, by the same writer.
  if (!out_.empty()) answer_in_turn({.bytes = std::exchange(out_, {})});
  auto slot = std::make_shared<Slot>();
  slot->api = serving_api_;
  slot->begun = begun_;
  in_flight_.push_back(slot);
  return {weak_from_this(), channel_.executor(), slot};
}

void Session::answer_in_turn(Reply reply) {
  MOLDAU_CHECK(reply.files.empty());
  in_flight_.push_back(std::make_shared<Slot>());
  complete(in_flight_.back(), std::move(reply));
}

void Session::complete(const std::shared_ptr<Slot>& slot, Reply reply) {
  slot->ready = true;
  if (slot->api) count_answer(*slot->api, slot->begun, reply.size());
  slot->reply = std::move(reply);
  if (answering_ || closed_ || !in_flight_.front()->ready) return;
  answering_ = true;
  boost::asio::co_spawn(channel_.executor(), answer_in_order(), boost::asio::detached);
}

awaitable<void> Session::answer_in_order() {
  const auto self = shared_from_this();
  while (!closed_ && !in_flight_.empty() && in_flight_.front()->ready) {
    Bytes gathered;
    bool last = false;
    while (!last && !in_flight_.empty() && in_flight_.front()->ready && gathered.size() < kGatherBytes) {
      auto& reply = in_flight_.front()->reply;
      if (!reply.silent) gathered.insert(gathered.end(), reply.bytes.begin(), reply.bytes.end());
      last = reply.close;
      in_flight_.pop_front();
    }
    if (!co_await send_bytes(gathered, false)) break;
    if (last) close();
  }
  answering_ = false;
  in_flight_shrank_->notify();
  if (draining_) drain();  // that was what it waited for
}

awaitable<bool> Session::in_flight_below(std::size_t count) {
  while (!closed_ && (in_flight_.size() >= count || (count == 1 && answering_))) {
    in_flight_shrank_->reset();
    co_await in_flight_shrank_->wait_until(kForever);
  }
  co_return !closed_;
}

}  // namespace moldau::broker
