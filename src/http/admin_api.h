#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "http/sources.h"

namespace moldau::http {

/// The JSON behind a path below /api/, read-only: topics, partitions, groups, groups/ID, configs,
/// connections. Nothing where there is no such thing.
boost::asio::awaitable<std::optional<std::string>> answer_api(Sources& sources, std::string path);

}  // namespace moldau::http
