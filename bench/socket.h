#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace moldau::bench {

/// Ends the program with one line on what went wrong: a measurement that is not clean is none.
[[noreturn]] void give_up(const std::string& why);

/// Thrown where the other side has closed the connection.
struct PeerGone {};

/// A blocking TCP connection. Whatever else fails ends the program.
class Socket {
 public:
  static Socket connect(const std::string& host, std::uint16_t port);
  static Socket listen(std::uint16_t port);
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket();
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&&) = delete;

  int descriptor() const { return descriptor_; }
  Socket accept() const;
  void send(ByteView bytes) const;
  /// A range of a file.
  void send_file(int file, std::uint64_t position, std::size_t size) const;
  /// At least one byte; 0 at the end of the stream.
  std::size_t receive(MutableByteView into) const;

 private:
  int descriptor_;
};

/// Frames of a stream, one after the other, without their sizes. A frame lives until the next is asked for.
class FrameReader {
 public:
  explicit FrameReader(const Socket& socket) : socket_(socket), buffer_(256 * 1024) {}

  /// Empty at the end of the stream.
  MutableByteView next();
  /// Whether the next frame is here as a whole.
  bool has_next() const { return begin_ != end_ && missing() == 0; }
  /// Reads what is there once and never waits if the socket is readable.
  void receive();
  /// Lets a frame pass and returns its size; only its first bytes, as many as fit `head`, are kept.
  std::size_t skim(MutableByteView head);

 private:
  static constexpr std::size_t kSizePrefix = 4;
  std::size_t missing() const;

  const Socket& socket_;
  Bytes buffer_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace moldau::bench
