#include "bench/socket.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace moldau::bench {
namespace {

constexpr std::size_t kReceiveBytes = 256 * 1024;

sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) give_up("no IPv4 address: " + host);
  return address;
}

/// The count that a system call returned, interrupted or not.
template <class Call>
std::size_t must(const char* what, Call call) {
  ssize_t count;
  do count = call();
  while (count < 0 && errno == EINTR);
  if (count < 0 && (errno == ECONNRESET || errno == EPIPE)) throw PeerGone();
  if (count < 0) give_up(fmt::format("{}: {}", what, std::strerror(errno)));
  return static_cast<std::size_t>(count);
}

void send_at_once(int descriptor) {
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::_Exit(1);
}

Socket Socket::connect(const std::string& host, std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = address_of(host, port);
  must("connect", [&] {
    return ::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  });
  send_at_once(socket.descriptor_);
  return socket;
}

Socket Socket::listen(std::uint16_t port) {
  Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  ::setsockopt(socket.descriptor_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto address = address_of("127.0.0.1", port);
  must("bind", [&] {
    return ::bind(socket.descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  });
  must("listen", [&] { return ::listen(socket.descriptor_, 128); });
  return socket;
}

Socket::~Socket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}
Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket Socket::accept() const {
  const auto accepted =
      must("accept", [&] { return ::accept4(descriptor_, nullptr, nullptr, SOCK_CLOEXEC); });
  send_at_once(static_cast<int>(accepted));
  return Socket(static_cast<int>(accepted));
}

void Socket::send(ByteView bytes) const {
  while (!bytes.empty())
    bytes = bytes.subspan(
        must("send", [&] { return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }));
}

void Socket::send_file(int file, std::uint64_t position, std::size_t size) const {
  auto offset = static_cast<off_t>(position);
  while (size > 0) size -= must("sendfile", [&] { return ::sendfile(descriptor_, file, &offset, size); });
}

std::size_t Socket::receive(MutableByteView into) const {
  return must("receive", [&] { return ::recv(descriptor_, into.data(), into.size(), 0); });
}

std::size_t FrameReader::missing() const {
  const auto held = end_ - begin_;
  if (held < kSizePrefix) return kSizePrefix - held;
  const auto whole = kSizePrefix + load_be<std::uint32_t>(buffer_.data() + begin_);
  return whole > held ? whole - held : 0;
}

void FrameReader::receive() {
  const auto wanted = missing();
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ > 0 && buffer_.size() - end_ < wanted) {
    std::copy(buffer_.data() + begin_, buffer_.data() + end_, buffer_.data());
    end_ -= std::exchange(begin_, 0);
  }
  if (buffer_.size() - end_ < wanted) buffer_.resize(end_ + std::max(wanted, kReceiveBytes));
  end_ += socket_.receive({buffer_.data() + end_, buffer_.size() - end_});
}

MutableByteView FrameReader::next() {
  while (missing() > 0) {
    const auto held = end_ - begin_;
    receive();
    if (end_ - begin_ == held) return {};
  }
  const auto size = load_be<std::uint32_t>(buffer_.data() + begin_);
  const MutableByteView frame{buffer_.data() + begin_ + kSizePrefix, size};
  begin_ += kSizePrefix + size;
  return frame;
}

std::size_t FrameReader::skim(MutableByteView head) {
  while (end_ - begin_ < kSizePrefix) receive();
  const auto size = load_be<std::uint32_t>(buffer_.data() + begin_);
  begin_ += kSizePrefix;
  for (std::size_t passed = 0; passed < size;) {
    if (begin_ == end_) {
      begin_ = end_ = 0;
      end_ = socket_.receive(buffer_);
      if (end_ == 0) give_up("the broker closed the connection");
    }
    const auto count = std::min(size - passed, end_ - begin_);
    if (passed < head.size())
      std::copy_n(buffer_.data() + begin_, std::min(count, head.size() - passed), head.data() + passed);
    begin_ += count;
    passed += count;
  }
  return size;
}

}  // namespace moldau::bench
