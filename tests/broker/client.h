#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

namespace moldau::broker::test {

/// An answer with the frame that its records are views of.
template <class Response>
struct Answer {
  std::shared_ptr<const Bytes> frame;
  Response response;
  const Response* operator->() const { return &response; }
};

/// A connection that blocks: sends requests and waits for their answers, for 20 seconds at most.
class Client {
 public:
  /// Throws where nobody listens.
  explicit Client(std::uint16_t port, const std::string& host = "127.0.0.1");
  ~Client();
  Client(Client&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), correlation_(other.correlation_) {}
  Client& operator=(Client&& other) noexcept;

  /// False where the other side is gone already.
  bool send_bytes(ByteView bytes);
  /// No more is sent; answers are still read.
  void finish_sending();
  /// The next frame without its size; nothing once the connection has ended. Throws after 20 seconds of
  /// silence.
  std::optional<Bytes> next_frame();
  /// Waits until the other side ends the connection: true where it did without another byte.
  bool is_ended();
  /// All that comes until then, as text.
  std::string read_to_end();
  /// Whether bytes or the end have arrived by now, or do within so long.
  bool has_something(int within_ms = 0) const;
  std::uint16_t local_port() const;
  void close();

  /// Sends a request and returns its correlation id.
  template <class Request>
  std::int32_t send(const Request& request, std::int16_t version) {
    send_bytes(frame_of(Request::kInfo.api_key, version, Request::kInfo.flexible(version),
                        protocol::encode(request, version)));
    return correlation_;
  }
  /// The answer that comes next, which must be to `correlation` where that is given.
  template <class Response>
  Answer<Response> receive(std::int16_t version, std::optional<std::int32_t> correlation = {}) {
    auto frame = next_frame();
    if (!frame) throw std::runtime_error("the broker ended the connection instead of answering");
    if (frame->size() < 4 || (correlation && load_be<std::int32_t>(frame->data()) != *correlation))
      throw std::runtime_error("the answer is another request's");
    Answer<Response> answer{std::make_shared<const Bytes>(std::move(*frame)), {}};
    const bool tagged = Response::kInfo.api_key != 18 && Response::kInfo.flexible(version);
    auto response = protocol::decode<Response>(ByteView(*answer.frame).subspan(tagged ? 5 : 4), version);
    if (!response) throw std::runtime_error("garbled answer: " + response.error().to_string());
    answer.response = std::move(*response);
    return answer;
  }
  template <class Response, class Request>
  Answer<Response> ask(const Request& request, std::int16_t version) {
    const auto correlation = send(request, version);
    return receive<Response>(version, correlation);
  }

  /// A whole frame with a header of our own and this body.
  Bytes frame_of(std::int16_t api_key, std::int16_t version, bool flexible, ByteView body);

 private:
  int socket_ = -1;
  std::int32_t correlation_ = 0;
};

}  // namespace moldau::broker::test
