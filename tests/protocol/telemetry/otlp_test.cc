#include "protocol/telemetry/otlp.h"

#include <bit>
#include <gmock/gmock.h>

namespace moldau::protocol {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// Protobuf, written by hand: a field is its number and kind, and its content.
Bytes varint(std::uint64_t value) {
  Bytes bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
  bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}
Bytes joined(std::initializer_list<Bytes> parts) {
  Bytes all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}
Bytes message(std::uint32_t field, const Bytes& content) {
  return joined({varint(field << 3 | 2), varint(content.size()), content});
}
Bytes text(std::uint32_t field, std::string_view value) {
  return message(field, Bytes(value.begin(), value.end()));
}
Bytes number(std::uint32_t field, std::uint64_t value) {
  return joined({varint(field << 3), varint(value)});
}
Bytes fixed64(std::uint32_t field, std::uint64_t value) {
  Bytes bytes = varint(field << 3 | 1);
  for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  return bytes;
}
Bytes attribute(std::uint32_t field, std::string_view key, std::string_view value) {
  return message(field, joined({text(1, key), message(2, text(1, value))}));
}
Bytes double_point(double value, const Bytes& more = {}) {
  return message(1, joined({fixed64(3, 99), fixed64(4, std::bit_cast<std::uint64_t>(value)), more}));
}
Bytes gauge(std::string_view name, const Bytes& points) {
  return message(2, joined({text(1, name), message(5, points)}));
}
Bytes sum(std::string_view name, std::uint64_t temporality, const Bytes& points) {
  return message(2, joined({text(1, name), message(7, joined({points, number(2, temporality)}))}));
}
Bytes data_of(const Bytes& metrics, const Bytes& resource = {}) {
  return message(1, joined({message(2, metrics), message(1, resource)}));
}

TEST(Otlp, of_nothing_has_no_metrics) {
  EXPECT_THAT(read_client_metrics({}, 10).value(), IsEmpty());
  EXPECT_THAT(read_client_metrics(Bytes{0x0a, 0x00}, 10).value(), IsEmpty());
}

TEST(Otlp, tells_name_value_time_and_attributes) {
  const auto metrics =
      read_client_metrics(data_of(gauge("a.rate", double_point(2.5, attribute(7, "node", "1"))),
                                  attribute(1, "client_rack", "r1")),
                          10);

  ASSERT_EQ(metrics.value().size(), 1u);
  const auto& metric = metrics->front();
  EXPECT_EQ(metric.name, "a.rate");
  EXPECT_EQ(metric.value, 2.5);
  EXPECT_EQ(metric.time_ns, 99);
  EXPECT_FALSE(metric.is_delta);
  EXPECT_THAT(metric.attributes, ElementsAre(Pair("node", "1")));
  EXPECT_THAT(*metric.resource, ElementsAre(Pair("client_rack", "r1")));
}

TEST(Otlp, tells_changes_from_totals) {
  const auto metrics = read_client_metrics(
      data_of(joined({sum("delta", 1, double_point(1)), sum("total", 2, double_point(2))})), 10);

  ASSERT_EQ(metrics.value().size(), 2u);
  EXPECT_TRUE(metrics->at(0).is_delta);
  EXPECT_FALSE(metrics->at(1).is_delta);
}

TEST(Otlp, takes_whole_numbers_and_skips_what_it_does_not_know) {
  const auto point =
      message(1, joined({fixed64(6, static_cast<std::uint64_t>(-7)), number(15, 3), text(31, "?")}));

  const auto metrics = read_client_metrics(data_of(gauge("whole", point)), 10);

  EXPECT_EQ(metrics.value().at(0).value, -7);
}

TEST(Otlp, cut_anywhere_is_refused_or_has_fewer_metrics) {
  const auto data = data_of(joined({gauge("a", double_point(1)), gauge("b", double_point(2))}));
  for (std::size_t size = 1; size < data.size(); ++size)
    EXPECT_FALSE(read_client_metrics(ByteView(data).first(size), 10)) << size;
}

TEST(Otlp, refuses_what_is_no_protobuf) {
  for (const std::string_view garbage :
       {"garbage!!", "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "\x0b", "\x08"})
    EXPECT_FALSE(read_client_metrics(as_bytes(garbage), 10)) << garbage;
}

TEST(Otlp, refuses_what_is_no_text_where_text_is_due) {
  constexpr std::string_view kNoText = "a\xff";

  EXPECT_FALSE(read_client_metrics(data_of(gauge(kNoText, double_point(1))), 10));
  EXPECT_FALSE(read_client_metrics(data_of(gauge("m", double_point(1, attribute(7, kNoText, "v")))), 10));
  EXPECT_FALSE(read_client_metrics(data_of(gauge("m", double_point(1, attribute(7, "k", kNoText)))), 10));
  EXPECT_TRUE(
      read_client_metrics(data_of(gauge("\u00e4", double_point(1, attribute(7, "k", "\u00fc")))), 10));
}

TEST(Otlp, empty_data_points_cost_no_more_than_is_allowed) {
  Bytes points;
  for (int i = 0; i < 1000; ++i) points.insert(points.end(), {0x0a, 0x00});

  const auto metrics = read_client_metrics(data_of(gauge("many", points)), 999);

  ASSERT_FALSE(metrics);
  EXPECT_THAT(metrics.error(), HasSubstr("999"));
}

}  // namespace
}  // namespace moldau::protocol
