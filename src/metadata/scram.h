#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "metadata/api_error.h"
#include "protocol/messages/50_describe_user_scram_credentials.h"
#include "protocol/messages/51_alter_user_scram_credentials.h"

/// SCRAM credentials of users (RFC 5802, KIP-84, KIP-554): what shows that somebody knows a password, without
/// it.
namespace moldau::metadata {

/// Kafka's numbers.
enum class ScramMechanism : std::int8_t { kSha256 = 1, kSha512 = 2 };
/// As SCRAM-SHA-256.
std::string_view to_text(ScramMechanism mechanism);
std::optional<ScramMechanism> scram_mechanism(std::int8_t number);

struct ScramCredential {
  std::int32_t iterations = 0;
  Bytes salt, stored_key, server_key;
  friend bool operator==(const ScramCredential&, const ScramCredential&) = default;
};
/// Never empty.
using UserScramCredentials = std::map<ScramMechanism, ScramCredential>;
/// By user.
using ScramCredentials = std::map<std::string, UserScramCredentials, std::less<>>;

/// StoredKey and ServerKey of RFC 5802. `salted_password` is what the client made of the password with the
/// salt in so many iterations. REQUIRES: it is not empty.
ScramCredential make_scram_credential(ScramMechanism mechanism, std::int32_t iterations, Bytes salt,
                                      ByteView salted_password);

/// A user's credentials as they are to be, and where in the response the result is; none: the user goes.
struct ScramChange {
  std::string user;
  UserScramCredentials credentials;
  std::size_t result = 0;
};
/// What is to be done, and a result for each user that is named. At most `max_users` have credentials
/// afterwards. A user who is named twice is refused once. RESOURCE_NOT_FOUND, DUPLICATE_RESOURCE,
/// UNACCEPTABLE_CREDENTIAL, UNSUPPORTED_SASL_MECHANISM, POLICY_VIOLATION.
std::vector<ScramChange> plan_scram_changes(const protocol::AlterUserScramCredentialsRequest& request,
                                            const ScramCredentials& current, std::size_t max_users,
                                            protocol::AlterUserScramCredentialsResponse& response);

protocol::DescribeUserScramCredentialsResponse describe_user_scram_credentials(
    const protocol::DescribeUserScramCredentialsRequest& request, const ScramCredentials& credentials);

}  // namespace moldau::metadata
