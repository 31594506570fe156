#include "client/connection.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "client/socket.h"
#include "client/stranger.h"

namespace moldau::client {
namespace {

constexpr std::int16_t kApiVersions = 18;
/// What a broker may answer with: more than Kafka's own socket.request.max.bytes is no answer.
constexpr std::int32_t kMaxFrameBytes = 1 << 30;
/// The answer's memory grows with what has arrived, not with what its size promises.
constexpr std::size_t kReadBytes = std::size_t{1} << 20;

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto wrong = [&] {
    return std::unexpected(fmt::format("\"{}\" is no address: host:port, such as localhost:9092", text));
  };
  if (colon == text.npos || colon == 0) return wrong();
  auto host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != host.npos)
    return wrong();
  std::uint16_t port = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + colon + 1, end, port);
  if (read.ec != std::errc() || read.ptr != end || port == 0 || host.empty()) return wrong();
  return Address{std::string(host), port};
}

std::string Address::to_string() const {
  return host.find(':') == host.npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

struct Connection::State {
  Address address;
  ConnectionOptions options;
  Socket socket;
  std::int32_t correlation_id = 0;
  protocol::ApiVersionsResponse versions;

  Socket::Milliseconds timeout(std::int32_t wait_ms = 0) const {
    return Socket::Milliseconds(std::int64_t{options.timeout_ms} + wait_ms);
  }
  std::string told(std::string_view what) const { return fmt::format("{}: {}", address.to_string(), what); }
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const Address& address, const ConnectionOptions& options) {
  Connection connection(std::make_unique<State>());
  auto& state = *connection.state_;
  state.address = address;
  state.options = options;
  if (auto connected = state.socket.connect(address, state.timeout()); !connected)
    return std::unexpected(state.told(connected.error()));
  if (auto done = connection.negotiate(); !done) return std::unexpected(done.error());
  return connection;
}

Result<void> Connection::negotiate() {
  using protocol::ApiVersionsRequest;
  using protocol::ApiVersionsResponse;
  ApiVersionsRequest request;
  request.client_software_name = "moldau-cli";
  request.client_software_version = "1";
  // A broker that does not know the version answers in version 0 with an error.
  for (const std::int16_t version : {std::int16_t{3}, std::int16_t{0}}) {
    auto frame = exchange(ApiVersionsRequest::kInfo, version, protocol::encode(request, version), 0);
    if (!frame) return std::unexpected(frame.error());
    auto answer = protocol::decode<ApiVersionsResponse>(ByteView(*frame).subspan(4), version);
    if (!answer) answer = protocol::decode<ApiVersionsResponse>(ByteView(*frame).subspan(4), 0);
    if (!answer) return std::unexpected(garbled(ApiVersionsResponse::kInfo, version, answer.error()));
    state_->versions = std::move(*answer);
    if (state_->versions.error_code == 0) return {};
  }
  return std::unexpected(state_->told(
      fmt::format("ApiVersions failed: {}",
                  protocol::name(static_cast<protocol::ErrorCode>(state_->versions.error_code)))));
}

Result<std::int16_t> Connection::pick_version(const protocol::MessageInfo& info, std::int16_t highest) const {
  const auto& keys = state_->versions.api_keys;
  const auto found =
      std::ranges::find(keys, info.api_key, &protocol::ApiVersionsResponse::ApiVersion::api_key);
  if (found == keys.end())
    return std::unexpected(state_->told(fmt::format("the broker does not serve {}", info.name)));
  const auto version = std::min({highest, info.last_version, found->max_version});
  if (version >= std::max(found->min_version, info.first_version)) return version;
  return std::unexpected(
      state_->told(fmt::format("the broker serves {} in versions {} to {}, this program {} to {}", info.name,
                               found->min_version, found->max_version, info.first_version, highest)));
}

bool Connection::serves(std::int16_t api_key) const {
  return std::ranges::any_of(state_->versions.api_keys,
                             [&](const auto& each) { return each.api_key == api_key; });
}

const protocol::ApiVersionsResponse& Connection::versions() const {
  return state_->versions;
}

const Address& Connection::address() const {
  return state_->address;
}

Result<void> Connection::send(const protocol::MessageInfo& info, std::int16_t version, ByteView body) {
  Bytes frame(4);
  protocol::Writer writer(frame);
  writer.integer<std::int16_t>(info.api_key);
  writer.integer<std::int16_t>(version);
  writer.integer<std::int32_t>(++state_->correlation_id);
  writer.length(state_->options.client_id.size(), false, false);
  writer.raw(as_bytes(state_->options.client_id));
  if (info.flexible(version)) writer.unsigned_varint(0);
  writer.raw(body);
  store_be<std::int32_t>(frame.data(), static_cast<std::int32_t>(frame.size() - 4));
  if (auto sent = state_->socket.write(frame, state_->timeout()); !sent)
    return std::unexpected(state_->told(sent.error()));
  return {};
}

Result<Bytes> Connection::exchange(const protocol::MessageInfo& info, std::int16_t version, ByteView body,
                                   std::int32_t wait_ms) {
  if (auto sent = send(info, version, body); !sent) return std::unexpected(sent.error());
  std::array<std::uint8_t, 4> prefix{};
  const auto timeout = state_->timeout(wait_ms);
  if (auto got = state_->socket.read(prefix, timeout); !got)
    return std::unexpected(state_->told(got.error()));
  const auto size = load_be<std::int32_t>(prefix.data());
  if (size < 4 || size > kMaxFrameBytes) return std::unexpected(state_->told(describe_stranger(prefix)));
  Bytes frame;
  while (frame.size() < static_cast<std::size_t>(size)) {
    const auto at = frame.size();
    frame.resize(std::min(static_cast<std::size_t>(size), at + kReadBytes));
    if (auto got = state_->socket.read(MutableByteView(frame).subspan(at), timeout); !got)
      return std::unexpected(state_->told(got.error()));
  }
  if (load_be<std::int32_t>(frame.data()) != state_->correlation_id)
    return std::unexpected(state_->told("the answer is another request's"));
  return frame;
}

ByteView Connection::body_of(const Bytes& frame, const protocol::MessageInfo& info, std::int16_t version) {
  const bool tagged = info.api_key != kApiVersions && info.flexible(version);
  if (!tagged) return ByteView(frame).subspan(4);
  protocol::Reader reader(ByteView(frame).subspan(4));
  for (auto count = reader.unsigned_varint(); count > 0 && reader.ok(); --count) {
    reader.unsigned_varint();
    reader.take(reader.unsigned_varint());
  }
  return ByteView(frame).subspan(4 + reader.position());
}

std::string Connection::garbled(const protocol::MessageInfo& info, std::int16_t version,
                                const protocol::DecodeError& error) const {
  return state_->told(fmt::format("garbled {} of version {}: {}", info.name, version, error.to_string()));
}

}  // namespace moldau::client
