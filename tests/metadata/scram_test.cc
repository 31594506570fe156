#include "metadata/scram.h"

#include <gmock/gmock.h>

#include "tests/metadata/controller_fixture.h"
#include "tests/support/hex.h"

namespace moldau::metadata {
namespace {

using protocol::AlterUserScramCredentialsRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using Deletion = AlterUserScramCredentialsRequest::ScramCredentialDeletion;
using Upsertion = AlterUserScramCredentialsRequest::ScramCredentialUpsertion;

constexpr std::int8_t kSha256 = 1, kSha512 = 2;

Upsertion upsertion(std::string user, std::int8_t mechanism = kSha256, std::int32_t iterations = 4096) {
  return {.name = std::move(user),
          .mechanism = mechanism,
          .iterations = iterations,
          .salt = {1, 2, 3},
          .salted_password = Bytes(32, 7)};
}

/// What no request can show: the rest is compared with the reference, step by step.
class ScramTest : public ControllerTest {
 protected:
  std::vector<ErrorCode> alter(std::vector<Deletion> deletions, std::vector<Upsertion> upsertions) {
    const auto response = controller->alter_user_scram_credentials(
        {.deletions = std::move(deletions), .upsertions = std::move(upsertions)});
    std::vector<ErrorCode> codes;
    for (const auto& result : response.results) {
      codes.push_back(error(result));
      message = result.error_message.value_or("");
    }
    return codes;
  }
  const ScramCredentials& credentials() const { return catalog().scram_credentials(); }

  std::string message;  // the last one's
};

// The exchange of RFC 7677, 3: user "user", password "pencil"; the server's signature there follows from this
// key.
TEST(ScramKeysTest, are_those_of_the_rfc) {
  const auto sha_256 =
      make_scram_credential(ScramMechanism::kSha256, 4096, from_hex("5b6d99689d12358eeca04b141236fa81"),
                            from_hex("c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d"));

  EXPECT_EQ(sha_256.stored_key, from_hex("586e5df283e6dceb5c3e791d8b8528ec191e664045ce971792e2e6b5bb13e2a6"));
  EXPECT_EQ(sha_256.server_key, from_hex("c1f3cbc1c13a9d35a14c0990eed97629ea225863e566a4314ab99f3f00e5d9d5"));
}

TEST_F(ScramTest, credentials_are_there_after_the_next_start) {
  EXPECT_THAT(alter({}, {upsertion("ada"), upsertion("a b/c=d,%\xc3\xa9", kSha512, 16384)}),
              ElementsAre(ErrorCode::kNone, ErrorCode::kNone));
  EXPECT_THAT(alter({}, {upsertion("ada", kSha512)}), ElementsAre(ErrorCode::kNone));
  const auto before = credentials();
  restart();

  EXPECT_EQ(credentials(), before);
  EXPECT_EQ(credentials().size(), 2u);
  EXPECT_EQ(credentials().at("ada").at(ScramMechanism::kSha512).stored_key.size(), 64u);
}

TEST_F(ScramTest, a_user_goes_with_the_last_credential) {
  alter({}, {upsertion("ada")});
  alter({}, {upsertion("ada", kSha512), upsertion("ben")});
  EXPECT_THAT(alter({{"ada", kSha256}}, {}), ElementsAre(ErrorCode::kNone));
  EXPECT_THAT(credentials().at("ada"), ElementsAre(Pair(ScramMechanism::kSha512, ::testing::_)));
  EXPECT_THAT(alter({{"ada", kSha512}, {"ben", kSha256}}, {}),
              ElementsAre(ErrorCode::kNone, ErrorCode::kNone));

  EXPECT_THAT(credentials(), IsEmpty());
  restart();
  EXPECT_THAT(credentials(), IsEmpty());
}

TEST_F(ScramTest, passwords_are_not_kept) {
  alter({}, {upsertion("ada")});
  const auto& kept = credentials().at("ada").at(ScramMechanism::kSha256);
  EXPECT_NE(kept.stored_key, Bytes(32, 7));
  EXPECT_NE(kept.server_key, Bytes(32, 7));
}

TEST_F(ScramTest, users_beyond_the_limit_are_refused_by_its_name) {
  options.max_scram_users = 1;
  restart();
  EXPECT_THAT(alter({}, {upsertion("ada"), upsertion("ben")}),
              ElementsAre(ErrorCode::kNone, ErrorCode::kPolicyViolation));
  EXPECT_THAT(message, HasSubstr("moldau.max.scram.users=1"));
  EXPECT_THAT(alter({}, {upsertion("ada", kSha512)}), ElementsAre(ErrorCode::kNone));
}

TEST_F(ScramTest, a_long_salt_or_password_is_refused) {
  auto salty = upsertion("ada");
  salty.salt.resize(4097);
  EXPECT_THAT(alter({}, {salty}), ElementsAre(ErrorCode::kUnacceptableCredential));
  EXPECT_THAT(message, HasSubstr("4097"));
  auto wordy = upsertion("ada");
  wordy.salted_password.resize(4097);
  EXPECT_THAT(alter({}, {wordy}), ElementsAre(ErrorCode::kUnacceptableCredential));
  EXPECT_THAT(credentials(), IsEmpty());
}

}  // namespace
}  // namespace moldau::metadata
