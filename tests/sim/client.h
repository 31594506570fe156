#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "protocol/error_code.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"
#include "tests/sim/world.h"

namespace moldau::sim {

using protocol::ErrorCode;

/// An answer's bytes; null where none came.
using Frame = std::shared_ptr<const Bytes>;

/// A client's connection, made when it is needed and again when it was lost. Requests may be sent before the
/// answers to earlier ones are taken.
class Client {
 public:
  Client(World& world, std::string name) : world_(world), name_(std::move(name)) {}
  ~Client() { disconnect(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Null where the connection is lost, or nothing came for so long that the client has lost patience: then
  /// nobody knows whether the broker did what it was asked for. The connection has ended.
  template <class Request>
  boost::asio::awaitable<Frame> ask(const Request& request, std::int16_t version) {
    return exchange(frame_of(request, version));
  }
  template <class Request>
  void send(const Request& request, std::int16_t version) {
    send_frame(frame_of(request, version));
  }
  boost::asio::awaitable<Frame> receive();
  void disconnect();
  bool is_connected() const { return connection_ != nullptr; }

  World& world() { return world_; }
  const std::string& name() const { return name_; }

 private:
  template <class Request>
  Bytes frame_of(const Request& request, std::int16_t version) {
    return frame_of(Request::kInfo.api_key, version, Request::kInfo.flexible(version),
                    protocol::encode(request, version));
  }
  Bytes frame_of(std::int16_t api_key, std::int16_t version, bool flexible, ByteView body);
  void send_frame(const Bytes& frame);
  boost::asio::awaitable<Frame> exchange(Bytes frame);
  /// The first of those that have arrived.
  Frame take_frame();

  World& world_;
  const std::string name_;
  std::shared_ptr<Connection> connection_;
  Bytes arrived_;
  std::int32_t sent_ = 0, answered_ = 0;  // correlation ids
};

/// Nothing where no answer came. Its records are views of the frame.
template <class Response>
std::optional<Response> answer_in(Client& client, const Frame& frame, std::int16_t version) {
  if (!frame) return std::nullopt;
  const bool tagged = Response::kInfo.flexible(version);
  auto response = protocol::decode<Response>(ByteView(*frame).subspan(tagged ? 5 : 4), version);
  if (response) return std::move(*response);
  client.world().fail(client.name() + " gets a garbled answer: " + response.error().to_string());
  return std::nullopt;
}

template <class Part>
ErrorCode error_of(const Part& part) {
  return static_cast<ErrorCode>(part.error_code);
}

/// The broker has started and not got so far yet, or its disk is broken until it starts again.
bool is_passing(ErrorCode error);

}  // namespace moldau::sim
