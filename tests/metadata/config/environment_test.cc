#include "metadata/config/environment.h"

#include <gtest/gtest.h>

namespace moldau::metadata {
namespace {

TEST(Environment, maps_one_two_and_three_underscores_as_the_image_does) {
  EXPECT_EQ(config_key_of_variable("KAFKA_LOG_DIRS"), "log.dirs");
  EXPECT_EQ(config_key_of_variable("KAFKA_A__B"), "a_b");
  EXPECT_EQ(config_key_of_variable("KAFKA_A___B"), "a-b");
}

TEST(Environment, leaves_alone_what_is_not_for_the_broker) {
  for (const auto* variable : {"PATH", "KAFKA_", "KAFKAX", "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JMX_PORT",
                               "KAFKA_LOG4J_ROOT_LOGLEVEL", "KAFKA_TOOLS_LOG4J_LOGLEVEL", "KAFKA_VERSION",
                               "KAFKA_HOME", "KAFKA_CLUSTER_ID", "KAFKA_GC_LOG_OPTS", "KAFKA_SERVICE_HOST",
                               "KAFKA_PORT_9092_TCP_ADDR", "KAFKA_JVM_PERFORMANCE_OPTS"})
    EXPECT_EQ(config_key_of_variable(variable), std::nullopt) << variable;
}

TEST(Environment, keeps_everything_after_the_first_equals_sign_as_the_value) {
  const std::vector<std::string> environment = {"KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=A:PLAINTEXT",
                                                "HOME=/root", "KAFKA_SASL_JAAS_CONFIG=x y=z;"};

  EXPECT_EQ(configs_of_environment(environment),
            (ConfigMap{{"listener.security.protocol.map", "A:PLAINTEXT"}, {"sasl.jaas.config", "x y=z;"}}));
}

TEST(Environment, has_the_cluster_id_under_either_name) {
  EXPECT_EQ(cluster_id_of_environment(std::vector<std::string>{"KAFKA_CLUSTER_ID=b", "CLUSTER_ID=a"}), "a");
  EXPECT_EQ(cluster_id_of_environment(std::vector<std::string>{"CLUSTER_ID=", "KAFKA_CLUSTER_ID=b"}), "b");
  EXPECT_EQ(cluster_id_of_environment(std::vector<std::string>{"X=1"}), std::nullopt);
}

TEST(Overrides, are_a_key_and_a_value) {
  EXPECT_EQ(parse_override("log.dirs=/a=b").value(),
            (std::pair<std::string, std::string>("log.dirs", "/a=b")));
  EXPECT_EQ(parse_override("log.dirs").error(), "--override log.dirs: expected key=value");
  EXPECT_FALSE(parse_override("=x"));
}

TEST(StaticConfigs, let_overrides_win_over_the_environment_and_that_over_the_file) {
  const auto merged = merge_static_configs({{"a", "file"}, {"b", "file"}, {"c", "file"}},
                                           {{"b", "environment"}, {"c", "environment"}}, {{"c", "override"}});

  EXPECT_EQ(merged, (ConfigMap{{"a", "file"}, {"b", "environment"}, {"c", "override"}}));
}

}  // namespace
}  // namespace moldau::metadata
