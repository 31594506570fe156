#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "http/sources.h"

namespace moldau::http {

/// The JSON behind a path below /api/, read-only: topics, partitions, groups, groups/ID, configs,
/// connections, and what events_api.h has. The path comes as its parts. Nothing where there is no such thing.
boost::asio::awaitable<std::optional<std::string>> answer_api(Sources& sources,
                                                              std::vector<std::string> path);

}  // namespace moldau::http
