#include "http/routes.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "http/admin_api.h"
#include "http/metrics.h"

namespace moldau::http {
namespace {

constexpr std::string_view kApi = "/api/";
constexpr std::string_view kPaths =
    "/metrics /health/live /health/ready /api/topics /api/topics/TOPIC/partitions/N/events "
    "/api/partitions /api/groups /api/groups/ID /api/groups/ID/events /api/transactions/ID/events "
    "/api/log-directories/PATH/events /api/clients/ADDRESS/events /api/configs /api/connections\n";
constexpr std::string_view kPrometheus = "text/plain; version=0.0.4; charset=utf-8";

std::optional<char> unescaped(std::string_view two_digits) {
  unsigned value = 0;
  const auto end = two_digits.data() + two_digits.size();
  const auto read = std::from_chars(two_digits.data(), end, value, 16);
  if (two_digits.size() != 2 || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace

std::string path_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (!target.starts_with('/')) return {};
  std::string path;
  while (!target.empty()) {
    const bool escape = target.front() == '%';
    const auto c = escape ? unescaped(target.substr(1, 2)) : target.front();
    if (!c) return {};
    path += *c;
    target.remove_prefix(escape ? 3 : 1);
  }
  return path;
}

std::vector<std::string> parts_of(std::string_view target) {
  target = target.substr(0, target.find('?'));
  std::vector<std::string> parts;
  while (target.starts_with('/')) {
    const auto end = std::min(target.find('/', 1), target.size());
    const auto part = path_of(target.substr(0, end));
    if (part.empty()) return {};
    parts.push_back(part.substr(1));
    target.remove_prefix(end);
  }
  return parts;
}

boost::asio::awaitable<Answer> answer(Sources& sources, std::string target) {
  const auto path = path_of(target);
  const bool ready = sources.ready;
  if (path == "/health/live") co_return Answer{.body = "alive\n"};
  if (path == "/health/ready")
    co_return Answer{.status = ready ? 200u : 503u, .body = ready ? "ready\n" : "starting or stopping\n"};
  if (path != "/metrics" && !path.starts_with(kApi))
    co_return Answer{.status = 404, .body = "no such path; there are " + std::string(kPaths)};
  if (!ready) co_return Answer{.status = 503, .body = "starting or stopping\n"};
  if (path == "/metrics") {
    auto text = co_await collect_metrics(sources);
    co_return Answer{.content_type = kPrometheus, .body = std::move(text)};
  }
  auto parts = parts_of(target);
  if (!parts.empty()) parts.erase(parts.begin());
  auto found = co_await answer_api(sources, std::move(parts));
  if (!found) co_return Answer{.status = 404, .body = "no such thing; there are " + std::string(kPaths)};
  co_return Answer{.content_type = "application/json", .body = std::move(*found) + "\n"};
}

}  // namespace moldau::http
