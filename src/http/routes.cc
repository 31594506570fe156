#include "http/routes.h"

#include <utility>

#include "http/admin_api.h"
#include "http/metrics.h"
#include "http/target.h"

namespace moldau::http {
namespace {

constexpr std::string_view kApi = "/api/";
constexpr std::string_view kPaths =
    "/metrics /health/live /health/ready /api/topics /api/topics/TOPIC/partitions/N/events "
    "/api/partitions /api/groups /api/groups/ID /api/groups/ID/events /api/transactions/ID/events "
    "/api/log-directories/PATH/events /api/clients/ADDRESS/events /api/configs /api/connections\n";
constexpr std::string_view kPrometheus = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

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
