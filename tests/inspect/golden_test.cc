#include <fstream>
#include <gtest/gtest.h>
#include <set>

#include "inspect/base64.h"
#include "inspect/json_text.h"
#include "inspect/line.h"
#include "inspect/message_table.h"

namespace moldau::inspect {
namespace {

std::vector<Json> vectors(const std::string& file) {
  std::vector<Json> all;
  std::ifstream lines(MOLDAU_SOURCE_DIR "/tests/golden/" + file);
  for (std::string line; std::getline(lines, line);) all.push_back(*parse_json(line));
  return all;
}

class InspectGolden : public testing::TestWithParam<const char*> {
 protected:
  /// A vector as a line of a batch.
  static Json line_of(const Json& vector) {
    Json line{{"message", vector["message"]}, {"version", vector["version"]}, {"hex", vector["hex"]}};
    if (std::string_view(GetParam()).find("otherwise") != std::string_view::npos) line["kafka"] = "3.9.2";
    return line;
  }
};

TEST_P(InspectGolden, every_message_prints_as_kafka_prints_it_and_is_written_back) {
  const auto all = vectors(GetParam());
  ASSERT_GT(all.size(), 100u);
  for (const auto& vector : all) {
    SCOPED_TRACE(json_text(vector["message"]) + " v" + json_text(vector["version"]));

    const auto decoded = decode_line(line_of(vector), {});

    ASSERT_TRUE(decoded) << decoded.error();
    EXPECT_EQ(json_text((*decoded)["json"]), json_text(vector["json"]));
    const auto encoded = encode_line(*decoded);
    ASSERT_TRUE(encoded) << encoded.error();
    EXPECT_EQ((*encoded)["hex"], vector["hex"]);
  }
}

TEST_P(InspectGolden, kafkas_json_is_written_as_kafka_writes_it) {
  std::size_t with_records = 0;
  for (const auto& vector : vectors(GetParam())) {
    auto line = line_of(vector);
    const auto complete = decode_line(line, {.complete = true});
    ASSERT_TRUE(complete);
    if ((*complete)["json"] != vector["json"]) {  // Kafka's JSON has no content of records
      ++with_records;
      continue;
    }
    line.erase("hex");
    line["json"] = vector["json"];

    const auto encoded = encode_line(line);

    ASSERT_TRUE(encoded) << encoded.error();
    EXPECT_EQ((*encoded)["hex"], vector["hex"]) << vector["message"];
  }
  EXPECT_LT(with_records, 30u);
}

TEST_P(InspectGolden, a_message_cut_anywhere_is_refused_with_a_position) {
  for (const auto& vector : vectors(GetParam())) {
    const auto hex = vector["hex"].get<std::string>();
    const auto step = std::max<std::size_t>(2, hex.size() / 40 * 2);
    for (std::size_t size = 0; size < hex.size(); size += step) {
      auto line = line_of(vector);
      line["hex"] = hex.substr(0, size);

      const auto decoded = decode_line(line, {});

      ASSERT_FALSE(decoded) << vector["message"] << " cut to " << size / 2;
      EXPECT_NE(decoded.error().find(" at byte "), std::string::npos) << decoded.error();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kafka, InspectGolden,
                         testing::Values("kafka-4.4.0.jsonl", "kafka-3.9.2.jsonl",
                                         "kafka-3.9.2-otherwise.jsonl"),
                         [](const auto& file) {
                           return std::string_view(file.param) == "kafka-4.4.0.jsonl"   ? "v4_4_0"
                                  : std::string_view(file.param) == "kafka-3.9.2.jsonl" ? "v3_9_2"
                                                                                        : "v3_9_2_otherwise";
                         });

TEST(InspectTable, every_message_of_the_vectors_and_no_other_is_known) {
  std::set<std::string> in_vectors, known;
  for (const auto* file : {"kafka-4.4.0.jsonl", "kafka-3.9.2.jsonl"})
    for (const auto& vector : vectors(file)) in_vectors.insert(vector["message"]);

  for (const auto& message : message_table().all()) known.insert(std::string(message.info.name));

  EXPECT_EQ(known, in_vectors);
}

}  // namespace
}  // namespace moldau::inspect
