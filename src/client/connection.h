#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "protocol/error_code.h"
#include "protocol/messages/18_api_versions.h"
#include "protocol/wire/decode.h"
#include "protocol/wire/encode.h"

namespace moldau::client {

/// What went wrong, in words for whoever ran the command.
template <class T>
using Result = std::expected<T, std::string>;

/// Where a broker listens.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  /// "host:port" or "[v6]:port".
  static Result<Address> parse(std::string_view text);
  std::string to_string() const;
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// How a client is known and how long it waits.
struct ConnectionOptions {
  std::string client_id = "moldau-cli";
  std::int32_t timeout_ms = 30'000;
};

/// An answer with the frame that its records are views of.
template <class Response>
struct Answer {
  std::shared_ptr<const Bytes> frame;
  Response response;
  std::int16_t version = 0;
  const Response* operator->() const { return &response; }
};

/// A connection to one broker that sends a request and waits for its answer. Not for several threads.
class Connection {
 public:
  /// Connects and learns which versions the broker speaks.
  static Result<Connection> open(const Address& address, const ConnectionOptions& options);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  /// Asks at the highest version that both sides know, `highest` at most.
  template <class Response, class Request>
  Result<Answer<Response>> ask(const Request& request, std::int16_t highest = Request::kInfo.last_version) {
    const auto version = pick_version(Request::kInfo, highest);
    if (!version) return std::unexpected(version.error());
    auto frame = exchange(Request::kInfo, *version, protocol::encode(request, *version), 0);
    if (!frame) return std::unexpected(frame.error());
    return read<Response>(std::move(*frame), *version);
  }
  /// The same for a request that the broker may hold back for so long.
  template <class Response, class Request>
  Result<Answer<Response>> ask_waiting(const Request& request, std::int32_t wait_ms, std::int16_t highest) {
    const auto version = pick_version(Request::kInfo, highest);
    if (!version) return std::unexpected(version.error());
    auto frame = exchange(Request::kInfo, *version, protocol::encode(request, *version), wait_ms);
    if (!frame) return std::unexpected(frame.error());
    return read<Response>(std::move(*frame), *version);
  }
  /// Sends what is not answered: a Produce with acks=0.
  template <class Request>
  Result<void> tell(const Request& request, std::int16_t highest) {
    const auto version = pick_version(Request::kInfo, highest);
    if (!version) return std::unexpected(version.error());
    return send(Request::kInfo, *version, protocol::encode(request, *version));
  }

  /// The highest version of an API that both sides know; the error names the API and what each side has.
  Result<std::int16_t> pick_version(const protocol::MessageInfo& info, std::int16_t highest) const;
  bool serves(std::int16_t api_key) const;
  const protocol::ApiVersionsResponse& versions() const;
  const Address& address() const;

 private:
  struct State;
  explicit Connection(std::unique_ptr<State> state);

  Result<void> negotiate();
  Result<void> send(const protocol::MessageInfo& info, std::int16_t version, ByteView body);
  /// Gives the body of the answer's frame, and its frame.
  Result<Bytes> exchange(const protocol::MessageInfo& info, std::int16_t version, ByteView body,
                         std::int32_t wait_ms);

  template <class Response>
  Result<Answer<Response>> read(Bytes frame, std::int16_t version) const {
    Answer<Response> answer{std::make_shared<const Bytes>(std::move(frame)), {}, version};
    auto response = protocol::decode<Response>(body_of(*answer.frame, Response::kInfo, version), version);
    if (!response) return std::unexpected(garbled(Response::kInfo, version, response.error()));
    answer.response = std::move(*response);
    return answer;
  }
  static ByteView body_of(const Bytes& frame, const protocol::MessageInfo& info, std::int16_t version);
  std::string garbled(const protocol::MessageInfo& info, std::int16_t version,
                      const protocol::DecodeError& error) const;

  std::unique_ptr<State> state_;
};

}  // namespace moldau::client
