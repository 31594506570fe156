#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "http/sources.h"

namespace moldau::http {

struct Answer {
  unsigned status = 200;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::string body;
};

/// Answers a request for `target`, as it came: with what a query adds, and with escapes.
boost::asio::awaitable<Answer> answer(Sources& sources, std::string target);

/// The path of a target without its query and escapes; empty where that is none.
std::string path_of(std::string_view target);
/// The parts of such a path, which its slashes begin; one that is escaped begins none.
std::vector<std::string> parts_of(std::string_view target);

}  // namespace moldau::http
