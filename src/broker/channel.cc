#include "broker/channel.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <sys/sendfile.h>
#include <sys/socket.h>

namespace moldau::broker {
namespace {

using boost::asio::ip::tcp;

std::expected<std::size_t, ChannelState> outcome(ssize_t count) {
  if (count > 0) return static_cast<std::size_t>(count);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
    return std::unexpected(ChannelState::kWouldBlock);
  return std::unexpected(ChannelState::kClosed);
}

template <class Call>
std::expected<std::size_t, ChannelState> uninterrupted(Call call) {
  ssize_t count;
  do count = call();
  while (count < 0 && errno == EINTR);
  return outcome(count);
}

boost::asio::awaitable<void> wait(tcp::socket& socket, tcp::socket::wait_type what) {
  boost::system::error_code error;
  co_await socket.async_wait(what, boost::asio::redirect_error(boost::asio::use_awaitable, error));
}

}  // namespace

std::string host_of(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
  return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
}

Channel::Channel(tcp::socket socket) : socket_(std::move(socket)) {
  boost::system::error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  local_ = socket_.local_endpoint(ignored);
  remote_ = socket_.remote_endpoint(ignored);
}

std::expected<std::size_t, ChannelState> Channel::receive(MutableByteView into) {
  return uninterrupted([&] { return ::recv(socket_.native_handle(), into.data(), into.size(), 0); });
}

std::expected<std::size_t, ChannelState> Channel::send(ByteView bytes, bool more) {
  const int flags = MSG_NOSIGNAL | (more ? MSG_MORE : 0);
  return uninterrupted([&] { return ::send(socket_.native_handle(), bytes.data(), bytes.size(), flags); });
}

std::expected<std::size_t, ChannelState> Channel::send_file(const File& file, std::uint64_t position,
                                                            std::size_t size) {
  return uninterrupted([&] {
    auto offset = static_cast<off_t>(position);
    return ::sendfile(socket_.native_handle(), file.descriptor(), &offset, size);
  });
}

boost::asio::awaitable<void> Channel::readable() {
  return wait(socket_, tcp::socket::wait_read);
}
boost::asio::awaitable<void> Channel::writable() {
  return wait(socket_, tcp::socket::wait_write);
}

void Channel::close() {
  boost::system::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

}  // namespace moldau::broker
