#pragma once

#include "base/bytes.h"

namespace moldau::broker::test {

/// All of it. False where the other side is gone.
bool send_all(int socket, ByteView bytes);

}  // namespace moldau::broker::test
