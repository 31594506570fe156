#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>

#include "client/connection.h"

namespace moldau::client {

/// A TCP socket whose calls block, for so long at most.
class Socket {
 public:
  using Milliseconds = std::chrono::milliseconds;

  /// All addresses of a name; the error is the resolver's.
  Result<boost::asio::ip::tcp::resolver::results_type> resolve(const Address& address, Milliseconds timeout);
  /// Tries each address of the name in turn.
  Result<void> connect(const Address& address, Milliseconds timeout);
  Result<void> write(ByteView bytes, Milliseconds timeout);
  /// Fills all of `into`.
  Result<void> read(MutableByteView into, Milliseconds timeout);
  /// What has arrived, a byte at least; empty at the end of the connection.
  Result<Bytes> read_some(std::size_t most, Milliseconds timeout);
  std::string remote() const;

 private:
  /// Runs what was begun until it is done, or ends the connection when the time is over.
  bool finish(Milliseconds timeout);

  boost::asio::io_context io_;
  boost::asio::ip::tcp::socket socket_{io_};
};

}  // namespace moldau::client
