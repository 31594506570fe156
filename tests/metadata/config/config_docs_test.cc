#include "metadata/config/config_docs.h"

#include <cstdlib>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "tests/metadata/config/reference_data.h"

namespace moldau::metadata {
namespace {

TEST(ConfigurationPage, is_what_the_table_prints) {
  const std::string path = MOLDAU_SOURCE_DIR "/docs/configuration.md";
  const auto printed = configuration_as_markdown();
  const auto* update = std::getenv("MOLDAU_UPDATE_DOCS");
  if (update && std::string_view(update) == "1")
    ASSERT_TRUE(posix_file_system().write_file_atomically(path, as_bytes(printed)));

  EXPECT_EQ(testing::read_text(path), printed)
      << "run this test with MOLDAU_UPDATE_DOCS=1 to print the page anew";
}

}  // namespace
}  // namespace moldau::metadata
