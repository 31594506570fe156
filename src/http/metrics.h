#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "http/sources.h"

namespace moldau::http {

/// What /metrics answers, as of now.
boost::asio::awaitable<std::string> collect_metrics(Sources& sources);

}  // namespace moldau::http
