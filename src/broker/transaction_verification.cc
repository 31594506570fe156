#include "broker/transaction_verification.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "broker/asker.h"
#include "broker/broker.h"
#include "broker/request_context.h"
#include "broker/run_on.h"

namespace moldau::broker {
namespace {

using boost::asio::awaitable;
using protocol::ErrorCode;
using Codes = std::vector<ErrorCode>;

ErrorCode as_understood(ErrorCode code, TransactionSupport support) {
  if (code == ErrorCode::kProducerFenced) return ErrorCode::kInvalidProducerEpoch;
  if (code == ErrorCode::kTransactionAbortable && support == TransactionSupport::kBasic)
    return ErrorCode::kInvalidTxnState;
  return code;
}

}  // namespace

bool must_verify(const Broker& broker, TransactionSupport support) {
  return support == TransactionSupport::kAdds ||
         broker.current_config()->transactions.transaction_partition_verification_enable;
}

awaitable<Codes> verify_transaction(const RequestContext& context, const TransactionClient& client,
                                    const std::vector<TransactionPartition>& partitions) {
  auto ask = [&context, &client, &partitions](Resume<Codes> resume) {
    context.broker.transactions().verify({.transactional_id = client.transactional_id,
                                          .producer = {client.producer_id, client.producer_epoch},
                                          .partitions = partitions,
                                          .add = client.adds(),
                                          .client = coord_client(context),
                                          .api = api_name(context)},
                                         std::move(resume));
  };
  auto codes = co_await suspend<Codes>(std::move(ask));
  for (auto& code : codes) code = as_understood(code, client.support);
  co_return codes;
}

bool is_busy(const Codes& codes) {
  return std::ranges::find(codes, ErrorCode::kConcurrentTransactions) != codes.end();
}

awaitable<void> pause_while_busy(const Broker& broker) {
  const std::chrono::milliseconds duration(
      broker.config().transactions.add_partitions_to_txn_retry_backoff_ms);
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::steady_timer timer(executor, duration);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace moldau::broker
