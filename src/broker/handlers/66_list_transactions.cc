/// ListTransactions 0-2. 1 has durations, 2 a regular expression for ids.
#include "protocol/messages/66_list_transactions.h"

#include "base/pattern.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/transaction_request.h"

namespace moldau::broker {
namespace {

using protocol::ErrorCode;
using protocol::ListTransactionsRequest;
using protocol::ListTransactionsResponse;

/// Which ids are wanted; nothing where the pattern is none.
std::optional<coord::transactions::MatchesId> matching(const std::optional<std::string>& text) {
  if (!text || text->empty()) return [](std::string_view) { return true; };
  auto pattern = Pattern::compile(*text);
  if (!pattern) return std::nullopt;
  return [pattern = std::move(*pattern)](std::string_view id) { return pattern.matches(id); };
}

}  // namespace

boost::asio::awaitable<Served> serve_list_transactions(RequestContext& context, MutableByteView body) {
  auto request = read_body<ListTransactionsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  ListTransactionsResponse response;
  auto matches = matching(request->transactional_id_pattern);
  if (!matches) {
    response.error_code = to_wire(ErrorCode::kInvalidRegularExpression);
    co_return answer(context, response);
  }
  for (const auto& state : request->state_filters)
    if (!coord::transactions::transaction_state(state)) response.unknown_state_filters.push_back(state);
  auto listed = co_await context.broker.transactions().list(std::move(*request), std::move(*matches));
  if (listed)
    response.transaction_states = std::move(*listed);
  else
    response.error_code = to_wire(listed.error());
  co_return answer(context, response);
}

}  // namespace moldau::broker
