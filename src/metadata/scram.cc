#include "metadata/scram.h"

#include <fmt/format.h>

namespace moldau::metadata {
namespace {

using protocol::AlterUserScramCredentialsRequest;
using protocol::AlterUserScramCredentialsResponse;
using protocol::DescribeUserScramCredentialsRequest;
using protocol::DescribeUserScramCredentialsResponse;
using protocol::ErrorCode;
using Deletion = AlterUserScramCredentialsRequest::ScramCredentialDeletion;
using Upsertion = AlterUserScramCredentialsRequest::ScramCredentialUpsertion;

constexpr std::int32_t kFewestIterations = 4096, kMostIterations = 16384;  // as in Kafka
constexpr std::size_t kMostSaltBytes = 4096, kMostPasswordBytes = 4096;    // clients use some 30, and 64

/// The first that a request says of a user.
struct Asked {
  std::string user;
  const Deletion* deletion = nullptr;
  const Upsertion* upsertion = nullptr;
  ApiResult<void> fine = {};
};

ApiResult<ScramMechanism> check_mechanism(const std::string& user, std::int8_t number) {
  if (user.empty()) return refuse(ErrorCode::kUnacceptableCredential, "Username must not be empty");
  if (const auto mechanism = scram_mechanism(number)) return *mechanism;
  return refuse(ErrorCode::kUnsupportedSaslMechanism,
                fmt::format("Unknown SCRAM mechanism {}: 1 is SCRAM-SHA-256, 2 is SCRAM-SHA-512", number));
}

ApiResult<void> check(const Deletion& asked, const ScramCredentials& current) {
  const auto mechanism = check_mechanism(asked.name, asked.mechanism);
  if (!mechanism) return std::unexpected(mechanism.error());
  const auto user = current.find(asked.name);
  if (user != current.end() && user->second.contains(*mechanism)) return {};
  return refuse(ErrorCode::kResourceNotFound,
                fmt::format("Attempt to delete a user credential that does not exist: {} of {}",
                            to_text(*mechanism), asked.name));
}

ApiResult<void> check(const Upsertion& asked) {
  const auto mechanism = check_mechanism(asked.name, asked.mechanism);
  if (!mechanism) return std::unexpected(mechanism.error());
  const auto refuse = [](std::string why) {
    return metadata::refuse(ErrorCode::kUnacceptableCredential, std::move(why));
  };
  if (asked.iterations < kFewestIterations || asked.iterations > kMostIterations)
    return refuse(fmt::format("Too {} iterations: {} is not within {} to {}",
                              asked.iterations < kFewestIterations ? "few" : "many", asked.iterations,
                              kFewestIterations, kMostIterations));
  if (asked.salted_password.empty()) return refuse("The salted password must not be empty");
  if (asked.salted_password.size() > kMostPasswordBytes)
    return refuse(fmt::format("The salted password has {} bytes, and {} are allowed",
                              asked.salted_password.size(), kMostPasswordBytes));
  if (asked.salt.size() > kMostSaltBytes)
    return refuse(
        fmt::format("The salt has {} bytes, and {} are allowed", asked.salt.size(), kMostSaltBytes));
  return {};
}

/// A user for each name, in the order in which they are named. A second word on one is none at all.
class Users {
 public:
  template <class Word>
  void add(const std::string& user, Word Asked::* which, Word word, ApiResult<void> fine) {
    const auto [at, is_new] = index_.try_emplace(user, asked.size());
    if (is_new) {
      asked.push_back({.user = user, .fine = std::move(fine)});
      asked.back().*which = word;
    } else if (auto& first = asked[at->second]; first.fine) {
      first.fine = refuse(ErrorCode::kDuplicateResource,
                          "A user credential cannot be altered twice in the same request");
    }
  }

  std::vector<Asked> asked;

 private:
  std::map<std::string, std::size_t, std::less<>> index_;
};

UserScramCredentials altered(const Asked& asked, const ScramCredentials& current) {
  const auto user = current.find(asked.user);
  auto credentials = user == current.end() ? UserScramCredentials() : user->second;
  if (asked.deletion) {
    credentials.erase(*scram_mechanism(asked.deletion->mechanism));
  } else {
    const auto& upsertion = *asked.upsertion;
    const auto mechanism = *scram_mechanism(upsertion.mechanism);
    credentials.insert_or_assign(mechanism, make_scram_credential(mechanism, upsertion.iterations,
                                                                  upsertion.salt, upsertion.salted_password));
  }
  return credentials;
}

DescribeUserScramCredentialsResponse::DescribeUserScramCredentialsResult describe(
    const std::string& name, int mentions, const ScramCredentials& all) {
  if (mentions > 1)
    return {.user = name,
            .error_code = to_wire(ErrorCode::kDuplicateResource),
            .error_message = fmt::format(
                "Cannot describe SCRAM credentials for the same user twice in a single request: {}", name)};
  const auto user = all.find(name);
  if (user == all.end())
    return {
        .user = name,
        .error_code = to_wire(ErrorCode::kResourceNotFound),
        .error_message = fmt::format("Attempt to describe a user credential that does not exist: {}", name)};
  DescribeUserScramCredentialsResponse::DescribeUserScramCredentialsResult result{.user = name};
  for (const auto& [mechanism, credential] : user->second)
    result.credential_infos.push_back({static_cast<std::int8_t>(mechanism), credential.iterations});
  return result;
}

}  // namespace

std::string_view to_text(ScramMechanism mechanism) {
  return mechanism == ScramMechanism::kSha256 ? "SCRAM-SHA-256" : "SCRAM-SHA-512";
}

std::optional<ScramMechanism> scram_mechanism(std::int8_t number) {
  const auto mechanism = static_cast<ScramMechanism>(number);
  if (mechanism == ScramMechanism::kSha256 || mechanism == ScramMechanism::kSha512) return mechanism;
  return std::nullopt;
}

std::vector<ScramChange> plan_scram_changes(const AlterUserScramCredentialsRequest& request,
                                            const ScramCredentials& current, std::size_t max_users,
                                            AlterUserScramCredentialsResponse& response) {
  Users users;
  for (const auto& each : request.deletions)
    users.add(each.name, &Asked::deletion, &each, check(each, current));
  for (const auto& each : request.upsertions) users.add(each.name, &Asked::upsertion, &each, check(each));
  std::vector<ScramChange> changes;
  auto count = current.size();
  for (auto& asked : users.asked) {
    const bool is_new = asked.fine && !current.contains(asked.user);
    if (is_new && count >= max_users)
      asked.fine = refuse(ErrorCode::kPolicyViolation,
                          fmt::format("moldau.max.scram.users={} users have credentials already", max_users));
    auto& result = response.results.emplace_back();
    result.user = asked.user;
    result.error_message = std::nullopt;
    if (asked.fine) {
      count += is_new ? 1 : 0;
      changes.push_back({asked.user, altered(asked, current), response.results.size() - 1});
    } else {
      result.error_code = to_wire(asked.fine.error().code);
      result.error_message = asked.fine.error().message;
    }
  }
  return changes;
}

DescribeUserScramCredentialsResponse describe_user_scram_credentials(
    const DescribeUserScramCredentialsRequest& request, const ScramCredentials& credentials) {
  DescribeUserScramCredentialsResponse response;
  std::map<std::string, int> mentions;
  if (request.users)
    for (const auto& user : *request.users) ++mentions[user.name];
  if (mentions.empty())
    for (const auto& user : credentials) mentions[user.first] = 1;
  for (const auto& [user, times] : mentions) response.results.push_back(describe(user, times, credentials));
  return response;
}

}  // namespace moldau::metadata
