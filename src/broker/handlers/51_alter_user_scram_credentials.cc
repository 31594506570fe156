/// AlterUserScramCredentials 0. What is altered is told from then on; no listener asks for it yet.
#include "protocol/messages/51_alter_user_scram_credentials.h"

#include "broker/broker.h"
#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {

boost::asio::awaitable<Served> serve_alter_user_scram_credentials(RequestContext& context,
                                                                  MutableByteView body) {
  auto request = read_body<protocol::AlterUserScramCredentialsRequest>(context, body);
  if (!request) co_return std::unexpected(request.error());
  co_return answer(context,
                   co_await context.broker.control().alter_user_scram_credentials(std::move(*request)));
}

}  // namespace moldau::broker
