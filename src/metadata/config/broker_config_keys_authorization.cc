#include "metadata/config/config_table.h"

/// Who may do what, and delegation tokens.
namespace moldau::metadata {
namespace {

constexpr ConfigKey kKeys[] = {
    {"allow.everyone.if.no.acl.found", kBoolean, "false", kAnything, kMedium, kReadOnly, kAccepted,
     "Allow everything on resources without any ACL.", kHidden},
    {"authorizer.class.name", kString, "", kAnything, kLow, kReadOnly, kAccepted,
     "The class of the authorizer; empty lets everyone do everything."},
    {"delegation.token.expiry.check.interval.ms", kLong, "3600000", at_least(1), kLow, kReadOnly, kAccepted,
     "How often it is looked for delegation tokens that expired."},
    {"delegation.token.expiry.time.ms", kLong, "86400000", at_least(1), kMedium, kReadOnly, kAccepted,
     "How long a delegation token is valid unless it is renewed."},
    {"delegation.token.max.lifetime.ms", kLong, "604800000", at_least(1), kMedium, kReadOnly, kAccepted,
     "How long a delegation token can be renewed."},
    {"delegation.token.secret.key", kPassword, kNull, kAnything, kMedium, kReadOnly, kAccepted,
     "The secret, equal on all brokers, that delegation tokens are made with."},
    {"principal.builder.class", kClass,
     "org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder", kAnything, kMedium,
     kPerBroker, kNotMeaningful,
     "A Java class that makes a principal of a connection; there is no Java here."},
    {"security.inter.broker.protocol", kString, "PLAINTEXT",
     one_of("PLAINTEXT, SSL, SASL_PLAINTEXT, SASL_SSL"), kMedium, kReadOnly, kAccepted,
     "The security protocol that brokers use among themselves, where no listener is named for it."},
    {"security.providers", kString, kNull, kAnything, kLow, kReadOnly, kNotMeaningful,
     "Java classes that add security algorithms; there is no Java here."},
    {"super.users", kString, kNull, kAnything, kMedium, kReadOnly, kAccepted,
     "Principals that may do everything, separated by semicolons.", kHidden},
};

}  // namespace

std::span<const ConfigKey> table::authorization_keys() {
  return kKeys;
}

}  // namespace moldau::metadata
