#include "http/http_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "broker/channel.h"
#include "broker/stranger.h"
#include "http/routes.h"

namespace moldau::http {
namespace {

namespace beast = boost::beast;
namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using Request = beast::http::request_parser<beast::http::empty_body>;
using Response = beast::http::response<beast::http::string_body>;
using Buffer = beast::flat_static_buffer<8 * 1024>;
constexpr auto kAcceptRetry = std::chrono::milliseconds(100);
constexpr std::string_view kScheme = "http://";

struct Address {
  std::string host;
  std::string port;
};

std::optional<Address> parse(std::string_view listener) {
  if (!listener.starts_with(kScheme)) return std::nullopt;
  listener.remove_prefix(kScheme.size());
  const auto colon = listener.rfind(':');
  if (colon == listener.npos || colon == 0) return std::nullopt;
  auto host = listener.substr(0, colon);
  const auto port = listener.substr(colon + 1);
  std::uint16_t number = 0;
  const auto read = std::from_chars(port.data(), port.data() + port.size(), number);
  if (read.ec != std::errc() || read.ptr != port.data() + port.size()) return std::nullopt;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return Address{std::string(host), std::string(port)};
}

std::expected<std::unique_ptr<tcp::acceptor>, std::string> open(asio::io_context& context,
                                                                const std::string& listener) {
  const auto address = parse(listener);
  if (!address) return std::unexpected("it is not http://host:port");
  boost::system::error_code error;
  tcp::resolver resolver(context);
  const auto endpoints = resolver.resolve(address->host, address->port, error);
  if (error) return std::unexpected(error.message());
  auto acceptor = std::make_unique<tcp::acceptor>(context);
  const auto endpoint = endpoints.begin()->endpoint();
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) return std::unexpected(error.message());
  return acceptor;
}

/// Empty where it is gone already.
std::string peer_of(const tcp::socket& socket) {
  boost::system::error_code error;
  const auto remote = socket.remote_endpoint(error);
  return error ? std::string() : broker::host_of(remote);
}

Response response_to(const Request::value_type& request, Answer answer) {
  Response response(static_cast<beast::http::status>(answer.status), request.version());
  response.set(beast::http::field::content_type,
               beast::string_view(answer.content_type.data(), answer.content_type.size()));
  response.set(beast::http::field::cache_control, "no-store");
  response.keep_alive(request.keep_alive());
  response.content_length(answer.body.size());
  if (request.method() != beast::http::verb::head) response.body() = std::move(answer.body);
  return response;
}

/// What somebody sent who does not speak HTTP.
std::string_view stranger_to_http(const Buffer& buffer) {
  const auto bytes = buffer.data();
  const auto first = bytes.size() > 0 ? *static_cast<const unsigned char*>(bytes.data()) : 0xff;
  if (first == 0x16) return "a TLS handshake came, but moldau.http.listeners speak plain HTTP: use http://";
  if (first == 0x00)
    return "a request of the Kafka protocol came, but this is moldau.http.listeners: use a port of listeners";
  return {};
}

}  // namespace

HttpServer::HttpServer(broker::Broker& broker, broker::Server& server)
    : broker_(broker), sources_{broker, server, ready_}, thread_("http") {}

HttpServer::~HttpServer() {
  stop();
  acceptors_.clear();
  thread_.reset();
}

std::expected<void, std::string> HttpServer::start(const std::vector<std::string>& listeners) {
  for (const auto& listener : listeners) {
    auto acceptor = open(thread_.context(), listener);
    if (!acceptor)
      return std::unexpected(
          fmt::format("cannot listen on {}: {}; change `moldau.http.listeners` or stop what "
                      "holds it",
                      listener, acceptor.error()));
    acceptors_.push_back(std::move(*acceptor));
  }
  for (auto& acceptor : acceptors_) asio::co_spawn(thread_.context(), accept_loop(*acceptor), asio::detached);
  return {};
}

void HttpServer::stop() {
  ready_ = false;
  thread_.stop();
}

awaitable<void> HttpServer::accept_loop(Acceptor& acceptor) {
  const auto most = static_cast<std::size_t>(broker_.config().configs.integer("moldau.http.max.connections"));
  for (;;) {
    tcp::socket socket(thread_.context());
    boost::system::error_code error;
    co_await acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      asio::steady_timer timer(thread_.context(), kAcceptRetry);
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    if (connection_count_ >= most)
      refuse(peer_of(socket), fmt::format("moldau.http.max.connections={} reached", most));
    else
      asio::co_spawn(thread_.context(), serve(std::move(socket)), asio::detached);
  }
}

awaitable<void> HttpServer::serve(tcp::socket socket) {
  ++connection_count_;
  const auto peer = peer_of(socket);
  try {
    co_await serve_requests(std::move(socket), peer);
  } catch (const std::exception& failure) {  // out of memory, at worst
    refuse(peer, failure.what());
  }
  --connection_count_;
}

awaitable<void> HttpServer::serve_requests(tcp::socket socket, const std::string& peer) {
  const auto limit = std::chrono::milliseconds(broker_.config().configs.integer("moldau.http.timeout.ms"));
  beast::tcp_stream stream(std::move(socket));
  Buffer buffer;
  boost::system::error_code error;
  stream.expires_after(limit);
  buffer.commit(co_await stream.async_read_some(buffer.prepare(buffer.max_size()),
                                                asio::redirect_error(asio::use_awaitable, error)));
  if (error) co_return;
  if (const auto stranger = stranger_to_http(buffer); !stranger.empty()) {
    refuse(peer, stranger);
    co_return;
  }
  for (bool again = true; again;) {
    Request parser;
    parser.header_limit(static_cast<std::uint32_t>(buffer.max_size()));
    stream.expires_after(limit);
    co_await beast::http::async_read(stream, buffer, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    if (error == beast::http::error::end_of_stream || error == beast::error::timeout) co_return;
    Answer answered;
    const auto method = parser.get().method();
    if (error)
      answered = {.status = 400, .body = error.message() + "\n"};
    else if (method != beast::http::verb::get && method != beast::http::verb::head)
      answered = {.status = 405, .body = "only GET and HEAD are served\n"};
    else
      answered = co_await answer(sources_, std::string(parser.get().target()));
    if (error) refuse(peer, "a bad HTTP request: " + error.message());
    again = !error && parser.get().keep_alive();
    auto response = response_to(parser.get(), std::move(answered));
    if (!again) response.keep_alive(false);
    stream.expires_after(limit);
    co_await beast::http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
  }
  stream.socket().shutdown(tcp::socket::shutdown_send, error);
}

void HttpServer::refuse(const std::string& peer, std::string_view reason) {
  broker_.strangers().note(peer, reason, broker_.clock().steady_ms());
  broker_.client_events().note(broker::Subject::kClient, peer, "connection-refused",
                               fmt::format("a connection at moldau.http.listeners: {}", reason));
}

}  // namespace moldau::http
