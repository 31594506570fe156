/// Texts from files and peers: properties, listeners, patterns, checkpoints, and clients' metrics.
#include <string>

#include "log/checkpoint_text.h"
#include "log/leader_epoch_cache.h"
#include "metadata/config/broker_configs.h"
#include "metadata/config/java_pattern.h"
#include "metadata/config/listener.h"
#include "metadata/config/properties.h"
#include "metadata/config/server_config.h"
#include "protocol/telemetry/otlp.h"
#include "protocol/wire/reader.h"
#include "tests/fuzz/target.h"

namespace moldau::fuzz {
namespace {

void as_broker_configs(std::string_view text) {
  auto properties = metadata::parse_properties(text, "server.properties");
  if (!properties) {
    require(!properties.error().empty(), "an error says what is wrong");
    return;
  }
  const auto made = metadata::make_server_config({.static_broker = std::move(*properties)}, "host");
  require(made || !made.error().empty(), "an error says what is wrong");
}

void as_listener(std::string_view text) {
  const auto listener = metadata::parse_listener(text, {});
  if (listener && !listener->host.empty())
    require(metadata::parse_listener(listener->to_string(), {}) == *listener,
            "a listener reads as it is written");
}

void as_checkpoint(std::string_view text) {
  if (const auto epochs = log::LeaderEpochCache::parse(text))
    require(log::LeaderEpochCache::parse(epochs->to_checkpoint()).has_value(),
            "a checkpoint reads as it is written");
  log::parse_checkpoint_text(text);
}

}  // namespace

/// input := kind (1 byte) text
void run(ByteView bytes) {
  Input input(bytes);
  const auto kind = input.byte() % 5;
  const auto rest = input.rest();
  const std::string text(rest.begin(), rest.end());
  if (kind == 0) as_broker_configs(text);
  if (kind == 1) as_listener(text);
  if (kind == 2) as_checkpoint(text);
  if (kind == 3) metadata::is_java_pattern(text);
  if (kind == 4) {
    const auto metrics = protocol::read_client_metrics(rest, 100);
    require(!metrics || metrics->size() <= 100, "there are no more than are allowed");
    if (metrics)
      for (const auto& metric : *metrics)
        require(protocol::is_utf8(metric.name), "what was read can be shown");
  }
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> made;
  const auto add = [&](std::uint8_t kind, std::string_view text) {
    Bytes seed{kind};
    seed.insert(seed.end(), text.begin(), text.end());
    made.push_back(std::move(seed));
  };
  add(0,
      "listeners=PLAINTEXT://:9092,IN://"
      "[::1]:9093\nlistener.security.protocol.map=PLAINTEXT:PLAINTEXT,IN:PLAINTEXT\nlog.dirs=/a,/b\n");
  add(0,
      "# a comment\nnode.id : 7\nmax.connections.per.ip.overrides=127.0.0.1:5, \\\n  "
      "::1:6\nlog.retention.hours=1\\u0030\n");
  add(0,
      "advertised.listeners=PLAINTEXT://"
      "kafka:9092\nbroker.id=1\nlog.cleanup.policy=compact,delete\ncompression.type=zstd\n");
  add(1, "PLAINTEXT://host:9092");
  add(1, "PLAINTEXT://[fe80::1%eth0]:0");
  add(1, "SASL_SSL://:65535");
  add(2, "0\n3\n0 0\n1 15\n2 4000000000\n");
  add(2, "0\n1\ntopic 0 17\n");
  add(3, "[a-z&&[^x]]+(?<name>b|c)*\\p{Alpha}{2,3}?\\Q.\\E(?i:x)");
  add(3, "(((a)*)+)?^$|\\x41\\u0041\\012\\cA");
  // A resource with an attribute; a sum with one data point.
  add(4, std::string_view("\x0a\x2e\x0a\x0c\x0a\x0a\x0a\x03key\x12\x03\x0a\x01v\x12\x1e\x12\x1c\x0a\x03sum"
                          "\x3a\x15\x0a\x13\x19\x01\x00\x00\x00\x00\x00\x00\x00"
                          "\x31\x05\x00\x00\x00\x00\x00\x00\x00\x10\x01",
                          47));
  return made;
}

}  // namespace moldau::fuzz
