#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "broker/asker.h"
#include "broker/broker.h"

namespace moldau::broker {

/// Makes a topic that coordinators keep their records in, where it is missing. That may fail: look again.
inline boost::asio::awaitable<void> make_coordinator_topic(const RequestContext& context,
                                                           std::string_view topic) {
  if (context.broker.view()->topic(topic)) co_return;
  std::vector<std::string> names(1, std::string(topic));
  const metadata::ChargePartitions free_of_charge;
  auto who = asker(context);
  co_await context.broker.control().auto_create(std::move(names), free_of_charge, std::move(who));
}

}  // namespace moldau::broker
