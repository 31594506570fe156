#include "broker/advertised_check.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "base/diag.h"
#include "protocol/messages/03_metadata.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

namespace moldau::broker {
namespace {

using boost::asio::ip::tcp;
using protocol::MetadataRequest;
using protocol::MetadataResponse;
constexpr std::chrono::seconds kTimeout(2);
/// Knows cluster ids, and no tagged fields yet.
constexpr std::int16_t kVersion = 2;
constexpr std::size_t kMaxAnswerBytes = 64 * 1024;

/// Asks for no topic: only who the brokers are.
Bytes question() {
  Bytes frame;
  protocol::Writer writer(frame);
  writer.integer<std::int32_t>(0);
  writer.integer<std::int16_t>(MetadataRequest::kInfo.api_key);
  writer.integer<std::int16_t>(kVersion);
  writer.integer<std::int32_t>(0);
  writer.integer<std::int16_t>(-1);
  MetadataRequest request;
  request.topics.emplace();
  writer.raw(protocol::encode(request, kVersion));
  store_be<std::int32_t>(frame.data(), static_cast<std::int32_t>(frame.size() - sizeof(std::int32_t)));
  return frame;
}

/// One connection, each step of which ends in time.
class Caller {
 public:
  explicit Caller(std::chrono::milliseconds timeout) : timeout_(timeout) {}

  boost::system::error_code connect(const tcp::resolver::results_type& endpoints) {
    return in_time([&](auto done) {
      boost::asio::async_connect(socket_, endpoints, [done](auto error, const auto&) { done(error); });
    });
  }
  boost::system::error_code write(const Bytes& bytes) {
    return in_time([&](auto done) {
      boost::asio::async_write(socket_, boost::asio::buffer(bytes),
                               [done](auto error, std::size_t) { done(error); });
    });
  }
  boost::system::error_code read(Bytes& bytes) {
    return in_time([&](auto done) {
      boost::asio::async_read(socket_, boost::asio::buffer(bytes),
                              [done](auto error, std::size_t) { done(error); });
    });
  }

 private:
  template <class Start>
  boost::system::error_code in_time(Start start) {
    auto result = std::make_shared<std::optional<boost::system::error_code>>();
    start([result](boost::system::error_code error) { *result = error; });
    context_.restart();
    context_.run_for(timeout_);
    if (*result) return **result;
    boost::system::error_code ignored;
    socket_.close(ignored);
    context_.run();  // what was begun is cancelled before its buffers go
    return boost::asio::error::timed_out;
  }

  const std::chrono::milliseconds timeout_;
  boost::asio::io_context context_;
  tcp::socket socket_{context_};
};

/// The answer to question(), or nothing where it was none of Kafka's.
std::optional<MetadataResponse> ask(Caller& caller) {
  if (caller.write(question())) return std::nullopt;
  Bytes size(sizeof(std::int32_t));
  if (caller.read(size)) return std::nullopt;
  const auto bytes = load_be<std::int32_t>(size.data());
  if (bytes < 4 || static_cast<std::size_t>(bytes) > kMaxAnswerBytes) return std::nullopt;
  Bytes answer(static_cast<std::size_t>(bytes));
  if (caller.read(answer)) return std::nullopt;
  auto response = protocol::decode<MetadataResponse>(ByteView(answer).subspan(4), kVersion);
  if (!response) return std::nullopt;
  return std::move(*response);
}

bool is_of(const MetadataResponse& response, const AdvertisedBroker& self) {
  if (response.cluster_id != self.cluster_id) return false;
  for (const auto& broker : response.brokers)
    if (broker.node_id == self.node_id) return true;
  return false;
}

}  // namespace

std::optional<std::string> find_fault_with(const metadata::Listener& advertised, const AdvertisedBroker& self,
                                           std::chrono::milliseconds timeout) {
  boost::asio::io_context context;
  tcp::resolver resolver(context);
  boost::system::error_code error;
  const auto endpoints = resolver.resolve(advertised.host, std::to_string(advertised.port), error);
  if (error)
    return fmt::format(
        "the name cannot be resolved on this machine ({}), and clients are sent to it: advertise a name or "
        "an "
        "address that they can resolve",
        error.message());
  Caller caller(timeout);
  if (const auto failed = caller.connect(endpoints))
    return fmt::format(
        "nobody answers there from this machine ({}), and clients are sent to it: advertise an address and "
        "port "
        "that lead to this listener; if it is a published port of this container that only clients outside "
        "can use, all is well",
        failed.message());
  const auto answer = ask(caller);
  if (!answer) return "something else than a Kafka broker answers there: advertise this listener's own port";
  if (is_of(*answer, self)) return std::nullopt;
  return fmt::format("another broker answers there, of cluster {}: advertise this one's own address",
                     answer->cluster_id.value_or(""));
}

struct AdvertisedCheck::State {
  std::mutex mutex;
  bool abandoned = false;
};

AdvertisedCheck::AdvertisedCheck(const metadata::ServerConfig& config, std::string cluster_id)
    : state_(std::make_shared<State>()) {
  if (!config.configs.find("advertised.listeners")) return;
  const AdvertisedBroker self{config.node_id, std::move(cluster_id)};
  std::thread([state = state_, self, listeners = config.advertised_listeners] {
    for (const auto& listener : listeners) {
      const auto fault = find_fault_with(listener, self, kTimeout);
      const std::lock_guard lock(state->mutex);
      if (state->abandoned) return;
      if (fault) diag::warn("advertised.listeners={} reason=\"{}\"", listener.to_string(), *fault);
    }
  }).detach();
}

AdvertisedCheck::~AdvertisedCheck() {
  const std::lock_guard lock(state_->mutex);
  state_->abandoned = true;
}

}  // namespace moldau::broker
