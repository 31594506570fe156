#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "broker/reply.h"
#include "protocol/wire/header.h"

namespace moldau::broker {

class Broker;
class Session;

/// Who is at the other end of a connection, as far as it told.
struct ClientInfo {
  std::string host;  // the peer's address without its port
  std::uint16_t port = 0;
  std::string local_host;  // the address that the client reached us by
  std::uint16_t local_port = 0;
  std::string listener_name;
  /// Without security everybody is the same.
  std::string user = "ANONYMOUS";
  std::string software_name, software_version;  // from ApiVersions
};

/// The place of an answer that comes later, given by any thread, at most once.
class Deferred {
 public:
  using Slot = std::shared_ptr<void>;
  Deferred(std::weak_ptr<Session> session, boost::asio::any_io_executor executor, Slot slot)
      : session_(std::move(session)), executor_(std::move(executor)), slot_(std::move(slot)) {}
  void complete(Reply reply);
  const boost::asio::any_io_executor& executor() const { return executor_; }

 private:
  std::weak_ptr<Session> session_;
  boost::asio::any_io_executor executor_;
  Slot slot_;
};

/// What a handler knows beside the request itself. Lives until the request is answered.
struct RequestContext {
  Broker& broker;
  Session& session;
  ClientInfo& client;
  protocol::RequestHeader header;
  /// How long the connection is quiet once this is served: what it used beyond its quotas.
  std::int64_t throttle_ms = 0;

  std::int16_t version() const { return header.api_version; }
  std::string client_id() const { return header.client_id.value_or(""); }
  /// What the request's body may cost in memory: as much as its bytes could at most.
  protocol::DecodeLimits decode_limits() const;
  /// A large answer counts as request memory until it is sent.
  Reply reply_of(Bytes frame) const;
};

}  // namespace moldau::broker
