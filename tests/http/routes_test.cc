#include "http/routes.h"

#include <gtest/gtest.h>

#include "http/target.h"

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

TEST(Parts, are_between_the_slashes_that_are_not_escaped) {
  using Parts = std::vector<std::string>;
  EXPECT_EQ(parts_of("/api/groups/a%2Fb/events?x=/y"), (Parts{"api", "groups", "a/b", "events"}));
  EXPECT_EQ(parts_of("/api//"), (Parts{"api", "", ""}));
  EXPECT_EQ(parts_of("/"), (Parts{""}));
  EXPECT_EQ(parts_of(""), Parts{});
  EXPECT_EQ(parts_of("/api/%"), Parts{});
  EXPECT_EQ(parts_of("*"), Parts{});
}

}  // namespace
}  // namespace moldau::http
