#include "client/socket.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <optional>

namespace moldau::client {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

std::string timed_out(Socket::Milliseconds timeout) {
  return fmt::format("no answer within {} ms", timeout.count());
}

/// A result, or why there is none.
Result<void> outcome(bool in_time, const error_code& error, Socket::Milliseconds timeout) {
  if (!in_time) return std::unexpected(timed_out(timeout));
  if (error == asio::error::eof || error == asio::error::connection_reset)
    return std::unexpected("the other side ended the connection");
  if (error) return std::unexpected(error.message());
  return {};
}

}  // namespace

bool Socket::finish(Milliseconds timeout) {
  io_.restart();
  io_.run_for(timeout);
  if (io_.stopped()) return true;
  error_code ignored;
  socket_.close(ignored);
  io_.run();
  return false;
}

Result<tcp::resolver::results_type> Socket::resolve(const Address& address, Milliseconds timeout) {
  tcp::resolver resolver(io_);
  std::optional<std::pair<error_code, tcp::resolver::results_type>> got;
  resolver.async_resolve(address.host, std::to_string(address.port),
                         [&got](const error_code& error, tcp::resolver::results_type found) {
                           got.emplace(error, std::move(found));
                         });
  io_.restart();
  io_.run_for(timeout);
  if (!io_.stopped()) {
    resolver.cancel();
    io_.run();
    return std::unexpected(
        fmt::format("the name {} was not resolved within {} ms", address.host, timeout.count()));
  }
  if (got->first)
    return std::unexpected(
        fmt::format("the name {} does not resolve: {}", address.host, got->first.message()));
  return std::move(got->second);
}

Result<void> Socket::connect(const Address& address, Milliseconds timeout) {
  const auto endpoints = resolve(address, timeout);
  if (!endpoints) return std::unexpected(endpoints.error());
  error_code failure;
  asio::async_connect(socket_, *endpoints,
                      [&failure](const error_code& error, const tcp::endpoint&) { failure = error; });
  if (!finish(timeout)) return std::unexpected(fmt::format("no connection within {} ms", timeout.count()));
  if (failure) return std::unexpected(failure.message());
  socket_.set_option(tcp::no_delay(true), failure);
  return {};
}

Result<void> Socket::write(ByteView bytes, Milliseconds timeout) {
  error_code failure;
  asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()),
                    [&failure](const error_code& error, std::size_t) { failure = error; });
  const bool in_time = finish(timeout);
  return outcome(in_time, failure, timeout);
}

Result<void> Socket::read(MutableByteView into, Milliseconds timeout) {
  error_code failure;
  asio::async_read(socket_, asio::buffer(into.data(), into.size()),
                   [&failure](const error_code& error, std::size_t) { failure = error; });
  const bool in_time = finish(timeout);
  return outcome(in_time, failure, timeout);
}

Result<Bytes> Socket::read_some(std::size_t most, Milliseconds timeout) {
  Bytes bytes(most);
  error_code failure;
  std::size_t size = 0;
  socket_.async_read_some(asio::buffer(bytes), [&](const error_code& error, std::size_t count) {
    failure = error;
    size = count;
  });
  const bool in_time = finish(timeout);
  if (in_time && failure == asio::error::eof) return Bytes();
  if (auto done = outcome(in_time, failure, timeout); !done) return std::unexpected(done.error());
  bytes.resize(size);
  return bytes;
}

std::string Socket::remote() const {
  error_code error;
  const auto endpoint = socket_.remote_endpoint(error);
  return error ? "" : endpoint.address().to_string();
}

}  // namespace moldau::client
