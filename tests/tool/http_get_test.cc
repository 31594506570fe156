#include "tool/http_get.h"

#include <gtest/gtest.h>

namespace moldau::tool {
namespace {

TEST(HttpAnswer, HasTheStatusAndWhatFollowsTheHeaders) {
  const auto answer =
      parse_http_answer("HTTP/1.0 404 Not Found\r\nContent-Type: text/plain\r\n\r\nno such\r\n\r\nthing");

  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(answer->body, "no such\r\n\r\nthing");
}

TEST(HttpAnswer, IsNoneWhereSomethingElseAnswered) {
  for (const auto text : {"", "SSH-2.0-x\r\n\r\n", "HTTP/1.1", "HTTP/1.1 200 OK\r\n",
                          "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1\r\n\r\n 200"})
    EXPECT_FALSE(parse_http_answer(text)) << text;
}

TEST(Escaped, KeepsNamesOfTopicsAndNothingThatEndsAPart) {
  EXPECT_EQ(escaped("a-Z_0.9"), "a-Z_0.9");
  EXPECT_EQ(escaped("g \"1\"/?%#\n"), "g%20%221%22%2F%3F%25%23%0A");
  EXPECT_EQ(escaped("\xc3\xa9"), "%C3%A9");
}

}  // namespace
}  // namespace moldau::tool
