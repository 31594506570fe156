#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/check.h"
#include "metadata/scram.h"

namespace moldau::metadata {
namespace {

const EVP_MD* digest_of(ScramMechanism mechanism) {
  return mechanism == ScramMechanism::kSha256 ? EVP_sha256() : EVP_sha512();
}

Bytes hmac(const EVP_MD* digest, ByteView key, std::string_view text) {
  Bytes code(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  const auto bytes = as_bytes(text);
  MOLDAU_CHECK(
      HMAC(digest, key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), code.data(), &size));
  code.resize(size);
  return code;
}

Bytes hash(const EVP_MD* digest, ByteView bytes) {
  Bytes code(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  MOLDAU_CHECK(EVP_Digest(bytes.data(), bytes.size(), code.data(), &size, digest, nullptr) == 1);
  code.resize(size);
  return code;
}

}  // namespace

ScramCredential make_scram_credential(ScramMechanism mechanism, std::int32_t iterations, Bytes salt,
                                      ByteView salted_password) {
  const auto* digest = digest_of(mechanism);
  return {.iterations = iterations,
          .salt = std::move(salt),
          .stored_key = hash(digest, hmac(digest, salted_password, "Client Key")),
          .server_key = hmac(digest, salted_password, "Server Key")};
}

}  // namespace moldau::metadata
