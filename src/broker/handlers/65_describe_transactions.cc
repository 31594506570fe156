/// DescribeTransactions 0.
#include "protocol/messages/65_describe_transactions.h"

#include <set>
#include <string_view>

#include "broker/handlers/handlers.h"
#include "broker/handlers/transaction_request.h"

namespace moldau::broker {
namespace {

using coord::transactions::DescribedTransaction;

boost::asio::awaitable<DescribedTransaction> describe(RequestContext& context, const std::string& id) {
  std::function<DescribedTransaction(const TransactionService::Shard&)> what = [id](const auto& shard) {
    return shard.describe(id);
  };
  auto described = co_await context.broker.transactions().read(id, std::move(what));
  if (described) co_return std::move(*described);
  DescribedTransaction refused;
  refused.error_code = to_wire(id.empty() ? protocol::ErrorCode::kInvalidRequest : described.error());
  refused.transactional_id = id;
  co_return refused;
}

}  // namespace

boost::asio::awaitable<Served> serve_describe_transactions(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeTransactionsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  protocol::DescribeTransactionsResponse response;
  std::set<std::string_view> named;
  for (const auto& id : request->transactional_ids) {
    if (!named.insert(id).second) continue;
    auto described = co_await describe(context, id);
    response.transaction_states.push_back(std::move(described));
  }
  co_return answer(context, response);
}

}  // namespace moldau::broker
