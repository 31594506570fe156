#include "http/metric_families.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <set>

#include "base/file_system.h"

namespace moldau::http {
namespace {

TEST(MetricsPage, is_what_the_table_prints) {
  const std::string path = MOLDAU_SOURCE_DIR "/docs/metrics.md";
  const auto printed = metrics_as_markdown();
  const auto* update = std::getenv("MOLDAU_UPDATE_DOCS");
  if (update && std::string_view(update) == "1")
    ASSERT_TRUE(posix_file_system().write_file_atomically(path, as_bytes(printed)));

  const auto kept = posix_file_system().read_file(path);
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(as_text(*kept), printed) << "run this test with MOLDAU_UPDATE_DOCS=1 to print the page anew";
}

TEST(MetricFamilies, are_named_once_and_as_prometheus_has_it) {
  std::set<std::string_view> names;

  for (const auto& family : metric_families()) {
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
    EXPECT_EQ(family.name.ends_with("_total"), family.type == MetricFamily::Type::kCounter) << family.name;
    EXPECT_TRUE(family.help.ends_with('.')) << family.name;
  }
}

}  // namespace
}  // namespace moldau::http
