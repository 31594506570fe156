/// DescribeUserScramCredentials 0. No listener takes SASL, and nothing stores credentials: no user has any.
#include "protocol/messages/50_describe_user_scram_credentials.h"

#include <fmt/format.h>
#include <map>

#include "broker/handlers/handlers.h"
#include "broker/handlers/serve.h"

namespace moldau::broker {
namespace {

using protocol::DescribeUserScramCredentialsResponse;
using protocol::ErrorCode;

DescribeUserScramCredentialsResponse::DescribeUserScramCredentialsResult refuse(const std::string& user,
                                                                                bool is_alone) {
  if (is_alone)
    return {
        .user = user,
        .error_code = to_wire(ErrorCode::kResourceNotFound),
        .error_message = fmt::format("Attempt to describe a user credential that does not exist: {}", user)};
  return {.user = user,
          .error_code = to_wire(ErrorCode::kDuplicateResource),
          .error_message = fmt::format(
              "Cannot describe SCRAM credentials for the same user twice in a single request: {}", user)};
}

}  // namespace

Served serve_describe_user_scram_credentials(RequestContext& context, MutableByteView body) {
  const auto request = read_body<protocol::DescribeUserScramCredentialsRequest>(context, body);
  if (!request) return std::unexpected(request.error());
  DescribeUserScramCredentialsResponse response;
  if (request->users) {
    std::map<std::string, int> mentions;
    for (const auto& user : *request->users) ++mentions[user.name];
    for (const auto& [user, times] : mentions) response.results.push_back(refuse(user, times == 1));
  }
  return answer(context, response);
}

}  // namespace moldau::broker
