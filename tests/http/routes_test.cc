#include "http/routes.h"

#include <gtest/gtest.h>

namespace moldau::http {
namespace {

TEST(Path, is_without_query_and_escapes) {
  EXPECT_EQ(path_of("/metrics"), "/metrics");
  EXPECT_EQ(path_of("/metrics?name[]=x"), "/metrics");
  EXPECT_EQ(path_of("/api/groups/a%20b%2Fc%25"), "/api/groups/a b/c%");
}

TEST(Path, is_none_where_it_is_garbled) {
  EXPECT_EQ(path_of(""), "");
  EXPECT_EQ(path_of("http://other/metrics"), "");
  EXPECT_EQ(path_of("/a%2"), "");
  EXPECT_EQ(path_of("/a%zz"), "");
  EXPECT_EQ(path_of("/a%"), "");
}

}  // namespace
}  // namespace moldau::http
