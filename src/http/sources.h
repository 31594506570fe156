#pragma once

#include <atomic>

#include "broker/broker.h"
#include "broker/server.h"

namespace moldau::http {

/// What the endpoint tells about. Everything but its health is told only while `ready`.
struct Sources {
  broker::Broker& broker;
  broker::Server& server;
  const std::atomic<bool>& ready;
};

}  // namespace moldau::http
