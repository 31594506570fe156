#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <expected>
#include <string>

#include "base/bytes.h"
#include "base/file_system.h"

namespace moldau::broker {

/// Why a channel gave no bytes or took none: it would block, the peer is gone, or errno.
enum class ChannelState { kWouldBlock, kClosed };

/// The address without its port; an IPv4 address that came by an IPv6 socket as what it is.
std::string host_of(const boost::asio::ip::tcp::endpoint& endpoint);

/// One accepted connection, without blocking: the seam at which TLS goes between session and socket.
class Channel {
 public:
  explicit Channel(boost::asio::ip::tcp::socket socket);

  /// At least one byte, or why not.
  std::expected<std::size_t, ChannelState> receive(MutableByteView into);
  /// Takes a prefix of `bytes`; `more` says that further bytes follow at once.
  std::expected<std::size_t, ChannelState> send(ByteView bytes, bool more);
  /// Sends a range of a file without copying it. REQUIRES: the range lies within the file.
  std::expected<std::size_t, ChannelState> send_file(const File& file, std::uint64_t position,
                                                     std::size_t size);

  boost::asio::awaitable<void> readable();
  boost::asio::awaitable<void> writable();
  void close();

  const boost::asio::ip::tcp::endpoint& local() const { return local_; }
  const boost::asio::ip::tcp::endpoint& remote() const { return remote_; }
  boost::asio::any_io_executor executor() { return socket_.get_executor(); }

 private:
  boost::asio::ip::tcp::socket socket_;
  boost::asio::ip::tcp::endpoint local_, remote_;
};

}  // namespace moldau::broker
