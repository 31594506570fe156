#include "inspect/line.h"

#include <gtest/gtest.h>

#include "inspect/json_text.h"

namespace moldau::inspect {
namespace {

Json json_of(std::string_view text) {
  return *parse_json(text);
}

std::string decoded(std::string_view line, const DecodeOptions& options = {}) {
  const auto out = decode_line(json_of(line), options);
  return out ? json_text(*out) : "error: " + out.error();
}

std::string encoded(std::string_view line) {
  const auto out = encode_line(json_of(line));
  return out ? json_text(*out) : "error: " + out.error();
}

TEST(InspectLine, hex_becomes_json_and_other_members_stay) {
  EXPECT_EQ(
      decoded(R"({"seen":"at 10:00","message":"metadatarequest","version":1,"hex":"00000001 0001:61"})"),
      R"({"seen":"at 10:00","message":"metadatarequest","version":1,"json":{"topics":[{"name":"a"}]}})");
  EXPECT_EQ(encoded(R"({"message":"MetadataRequest","version":1,"json":{"topics":[{"name":"a"}]}})"),
            R"({"message":"MetadataRequest","version":1,"hex":"00000001000161"})");
}

TEST(InspectLine, a_frame_has_a_header_that_names_its_message) {
  const auto line =
      R"({"frame":"request","message":"MetadataRequest","version":1,"header":{"requestApiKey":3,)"
      R"("requestApiVersion":1,"correlationId":7,"clientId":"c"},"json":{"topics":null}})";

  const auto bytes = encoded(line);

  EXPECT_EQ(bytes, R"({"frame":"request","message":"MetadataRequest","version":1,)"
                   R"("hex":"0003000100000007000163ffffffff"})");
  EXPECT_EQ(decoded(R"({"frame":"request","hex":"0003000100000007000163ffffffff"})"), line);
}

TEST(InspectLine, a_response_is_named_by_its_api) {
  EXPECT_EQ(decoded(R"({"frame":"response","api":12,"version":4,"hex":"0000000900000000000000 00 00"})"),
            "error: body, from byte 5 on: 1 bytes are left after the message, from byte 7 on");
  EXPECT_EQ(decoded(R"({"frame":"response","api":"Heartbeat","version":4,"hex":"000000090000000000001900"})"),
            R"({"frame":"response","api":"Heartbeat","version":4,"message":"HeartbeatResponse",)"
            R"("header":{"correlationId":9},"json":{"throttleTimeMs":0,"errorCode":25}})");
}

TEST(InspectLine, api_versions_is_answered_without_tagged_fields_in_the_header) {
  EXPECT_EQ(
      decoded(R"({"frame":"response","api":18,"version":3,"hex":"0000000100000200030000000c000000000000"})"),
      R"({"frame":"response","api":18,"version":3,"message":"ApiVersionsResponse",)"
      R"("header":{"correlationId":1},"json":{"errorCode":0,"apiKeys":[{"apiKey":3,"minVersion":0,)"
      R"("maxVersion":12}],"throttleTimeMs":0}})");
}

TEST(InspectLine, what_kafkas_json_leaves_out_is_beside_it_and_nothing_is_lost) {
  const auto hex = "02610000000501070209 09";  // InitProducerId with tag 7 that nobody knows
  const auto line = std::string(R"({"message":"InitProducerIdRequest","version":2,"hex":")") + hex + R"("})";

  const auto out = decoded(line);

  EXPECT_EQ(out, R"({"message":"InitProducerIdRequest","version":2,"complete":{"transactionalId":"a",)"
                 R"("transactionTimeoutMs":5,"_unknownTaggedFields":[{"tag":7,"data":"CQk="}]},)"
                 R"("json":{"transactionalId":"a","transactionTimeoutMs":5}})");
  EXPECT_EQ(encoded(out), R"({"message":"InitProducerIdRequest","version":2,"hex":"02610000000501070209)"
                          R"(09"})");
}

TEST(InspectLine, a_tagged_struct_that_is_null_is_told_from_one_that_is_not_there) {
  const auto line = [](std::string_view hex) {
    return R"({"message":"ConsumerGroupMemberMetadataValue","version":0,"hex":")" + std::string(hex) +
           R"("})";
  };
  const auto absent = decode_line(json_of(line("010101010101ffffffff0100")), {});
  const auto null = decode_line(json_of(line("010101010101ffffffff0101000100")), {});

  EXPECT_FALSE((*absent)["json"].contains("classicMemberMetadata"));
  EXPECT_TRUE((*null)["json"].at("classicMemberMetadata").is_null());
  EXPECT_EQ((*encode_line(*absent))["hex"], "010101010101ffffffff0100");
  EXPECT_EQ((*encode_line(*null))["hex"], "010101010101ffffffff0101000100");
}

TEST(InspectLine, doubles_print_as_java_prints_them) {
  const auto line = [](std::string_view value) {
    return std::string(
               R"({"message":"ClientQuotaRecord","version":0,"json":{"entity":[],"key":"k","value":)") +
           std::string(value) + R"(,"remove":false}})";
  };
  for (const auto* value : {"1.0E10", "0.002", "-0.0", "\"NaN\"", "\"-Infinity\"", "9999999.0"}) {
    const auto there = encode_line(json_of(line(value)));
    ASSERT_TRUE(there) << there.error();
    EXPECT_EQ(json_text((*decode_line(*there, {}))["json"]["value"]), value);
  }
}

TEST(InspectLine, text_is_escaped_as_jackson_escapes_it) {
  EXPECT_EQ(json_text(json_of(R"("a\b\f\n\r\t\u0001\u001f\"\\\/é")")), R"("a\b\f\n\r\t\u0001\u001F\"\\/é")");
}

struct Refusal {
  const char* line;
  const char* error;
};

TEST(InspectLine, a_wrong_line_to_decode_is_refused_with_what_is_wrong) {
  const Refusal refusals[] = {
      {R"([1])", "is an array; it must be an object"},
      {R"({"message":"MetadataRequest","version":1})", R"("hex" is missing, such as "00010011")"},
      {R"({"message":"MetadataRequest","version":1,"hex":"0g"})",
       "the hex has half a byte, at character 0: two digits a byte"},
      {R"({"message":"MetadataRequest","version":1,"hex":"00 x0"})",
       "character 3 of the hex is no hexadecimal digit"},
      {R"({"message":"MetadataReqest","version":1,"hex":""})",
       "there is no message MetadataReqest, but MetadataRequest; --list names all"},
      {R"({"frame":"response","api":"Fech","version":1,"hex":""})",
       "there is no API Fech, but Fetch; --list names all"},
      {R"({"frame":"response","api":99,"version":1,"hex":""})", "there is no API key 99; keys are 0 to 94"},
      {R"({"message":"MetadataRequest","version":14,"hex":""})",
       "MetadataRequest has no version 14; it has 0 to 13"},
      {R"({"message":"MetadataRequest","version":"1","hex":""})",
       R"("version" is "1"; it must be an int16 (-32768 to 32767))"},
      {R"({"message":"MetadataRequest","version":1,"hex":"00000001 0002 61"})",
       "topics[0].name ends too early at byte 6"},
      {R"({"message":"MetadataRequest","version":0,"hex":"ffffffff"})",
       "topics is null where null is not allowed at byte 4"},
      {R"({"message":"MetadataRequest","version":1,"hex":"7fffffff"})",
       "topics has more elements than bytes are left at byte 4"},
      {R"({"message":"MetadataRequest","version":1,"hex":"00000001 0001 ff"})",
       "topics[0].name is not UTF-8 at byte 7"},
      {R"({"message":"MetadataRequest","version":1,"hex":"00000000 0102"})",
       "2 bytes are left after the message, from byte 4 on"},
      {R"({"frame":"request","hex":"0003"})", "header: ends too early at byte 2, field requestApiKey"},
      {R"({"frame":"request","message":"FetchRequest","hex":"0003000100000007000163ffffffff"})",
       "the header is a MetadataRequest's, not a FetchRequest's"},
      {R"({"frame":"request","hex":"0003000100000007000f63ffffffff"})",
       "header: clientId ends too early at byte 10"},
  };
  for (const auto& [line, error] : refusals) EXPECT_EQ(decoded(line), std::string("error: ") + error) << line;
}

TEST(InspectLine, a_wrong_line_to_encode_is_refused_with_what_is_allowed) {
  const auto find = [](std::string_view json) {
    return R"({"message":"FindCoordinatorRequest","version":1,"json":)" + std::string(json) + "}";
  };
  const std::pair<std::string, std::string> refusals[] = {
      {find(R"({"key":"a"})"), "keyType is missing; version 1 has it always"},
      {find(R"({"key":"a","keyType":200})"), "keyType is 200; it must be an int8 (-128 to 127)"},
      {find(R"({"key":"a","keyType":2.0})"), "keyType is 2.0; it must be an int8 (-128 to 127)"},
      {find(R"({"key":"a","keyType":18446744073709551615})"),
       "keyType is 18446744073709551615; it must be an int8 (-128 to 127)"},
      {find(R"({"key":5,"keyType":0})"), "key is 5; it must be a string"},
      {find(R"({"key":null,"keyType":0})"), "key is null; version 1 allows none"},
      {find(R"({"key":"a","keyType":0,"coordinatorKeys":[]})"),
       "the message has no field coordinatorKeys in version 1; it has key, keyType"},
      {find(R"(7)"), "the message is 7; it must be an object"},
      {R"({"message":"MetadataRequest","version":10,"json":{"topics":[{"topicId":"x","name":"a"}],)"
       R"("allowAutoTopicCreation":true,"includeClusterAuthorizedOperations":false,)"
       R"("includeTopicAuthorizedOperations":false}})",
       R"(topics[0].topicId is "x"; it must be a uuid: 22 characters of URL-safe base64)"},
      {R"({"message":"SaslAuthenticateRequest","version":0,"json":{"authBytes":"AA=A"}})",
       R"(authBytes is "AA=A"; it must be base64: character 2 is none of its alphabet)"},
      {R"({"message":"HeartbeatRequest","version":4,"json":{"groupId":"g","generationId":1,"memberId":"m",)"
       R"("groupInstanceId":null,"_unknownTaggedFields":[{"tag":1}]}})",
       R"(_unknownTaggedFields must have elements {"tag": NUMBER, "data": BASE64})"},
      {R"({"message":"EndTxnMarker","version":0,"header":{},"json":{"coordinatorEpoch":1}})",
       "EndTxnMarker is neither request nor response, so it has no header"},
      {R"({"message":"HeartbeatRequest","version":0,"header":{"requestApiKey":11},"json":{}})",
       "header: requestApiKey is 11, and HeartbeatRequest has 12"},
      {R"({"message":"HeartbeatRequest","version":0})", R"("json" is missing: the message's fields)"},
      {R"({"message":"HeartbeatRequest","version":0,"kafka":"2.0","json":{}})",
       R"("kafka" is "2.0"; it must be "4.4.0" or "3.9.2")"},
  };
  for (const auto& [line, error] : refusals) EXPECT_EQ(encoded(line), "error: " + error) << line;
}

TEST(InspectLine, text_longer_than_a_string_of_the_protocol_is_refused) {
  Json line = json_of(R"({"message":"FindCoordinatorRequest","version":0,"json":{}})");
  line["json"]["key"] = std::string(32'768, 'k');

  EXPECT_EQ(encode_line(line).error(), "key has 32768 bytes; a string has at most 32767");
}

}  // namespace
}  // namespace moldau::inspect
