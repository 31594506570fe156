#include "metadata/config/config_table.h"

/// TLS.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"ssl.allow.dn.changes", kBoolean, "false", kAnything, kLow, kReadOnly, kAccepted,
     "Allow a new key store whose certificate has another distinguished name."},
    {"ssl.allow.san.changes", kBoolean, "false", kAnything, kLow, kReadOnly, kAccepted,
     "Allow a new key store whose certificate has other alternative names."},
    {"ssl.cipher.suites", kList, "", list(), kMedium, kPerBroker, kAccepted,
     "The TLS cipher suites that may be used; all that the library finds safe where it is empty."},
    {"ssl.client.auth", kString, "none", one_of("required, requested, none"), kMedium, kPerBroker, kAccepted,
     "Whether clients must show a certificate: required, requested or none."},
    {"ssl.enabled.protocols", kList, "TLSv1.2,TLSv1.3", list(), kMedium, kPerBroker, kAccepted,
     "The TLS versions that may be used."},
    {"ssl.endpoint.identification.algorithm", kString, "https", kAnything, kLow, kPerBroker, kAccepted,
     "How another broker's host name is checked against its certificate; empty does not check it."},
    {"ssl.engine.factory.class", kClass, kNull, kAnything, kLow, kPerBroker, kNotMeaningful,
     "A Java class that makes TLS engines; there is no Java here."},
    {"ssl.key.password", kPassword, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The password of the private key."},
    {"ssl.keymanager.algorithm", kString, "SunX509", kAnything, kMedium, kPerBroker, kNotMeaningful,
     "Java's algorithm for key managers."},
    {"ssl.keystore.certificate.chain", kPassword, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The certificate chain in PEM, instead of a file."},
    {"ssl.keystore.key", kPassword, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The private key in PEM, instead of a file."},
    {"ssl.keystore.location", kString, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The file with the certificate chain and its private key."},
    {"ssl.keystore.password", kPassword, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The password of the key store."},
    {"ssl.keystore.type", kString, "JKS", kAnything, kMedium, kPerBroker, kAccepted,
     "The format of the key store."},
    {"ssl.principal.mapping.rules", kString, "DEFAULT", kAnything, kLow, kReadOnly, kAccepted,
     "How a certificate's distinguished name becomes a user name."},
    {"ssl.protocol", kString, "TLSv1.3", kAnything, kMedium, kPerBroker, kAccepted,
     "The TLS version to begin with."},
    {"ssl.provider", kString, kNull, kAnything, kMedium, kPerBroker, kNotMeaningful,
     "Java's provider of TLS."},
    {"ssl.secure.random.implementation", kString, kNull, kAnything, kLow, kPerBroker, kNotMeaningful,
     "Java's source of random numbers for TLS."},
    {"ssl.trustmanager.algorithm", kString, "PKIX", kAnything, kMedium, kPerBroker, kNotMeaningful,
     "Java's algorithm for trust managers."},
    {"ssl.truststore.certificates", kPassword, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The trusted certificates in PEM, instead of a file."},
    {"ssl.truststore.location", kString, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The file with the trusted certificates."},
    {"ssl.truststore.password", kPassword, kNull, kAnything, kMedium, kPerBroker, kAccepted,
     "The password of the trust store."},
    {"ssl.truststore.type", kString, "JKS", kAnything, kMedium, kPerBroker, kAccepted,
     "The format of the trust store."},
};

}  // namespace

std::span<const ConfigKey> table::ssl_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
