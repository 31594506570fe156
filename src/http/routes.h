#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "http/sources.h"

namespace moldau::http {

struct Answer {
  unsigned status = 200;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// Answers a request for `target`, as it came: with what a query adds, and with escapes.
boost::asio::awaitable<Answer> answer(Sources& sources, std::string target);

}  // namespace moldau::http
