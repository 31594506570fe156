#include "tests/broker/socket.h"

#include <cerrno>
#include <sys/socket.h>

namespace moldau::broker::test {

bool send_all(int socket, ByteView bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace moldau::broker::test
