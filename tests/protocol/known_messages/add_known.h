#pragma once

#include "protocol/messages/message_list.h"
#include "protocol/wire/encode.h"
#include "protocol/wire/json.h"
#include "tests/protocol/describe_visitor.h"
#include "tests/protocol/known_message.h"

namespace moldau::protocol {

template <class M>
std::expected<RoundTrip, DecodeError> round_trip(ByteView bytes, std::int16_t version) {
  const auto value = decode<M>(bytes, version);
  if (!value) return std::unexpected(value.error());
  return RoundTrip{to_json(*value, version), encode(*value, version)};
}

template <class M>
std::vector<std::string> fields_of(std::int16_t version) {
  std::vector<std::string> out;
  DescribeVisitor visitor(version, "", out);
  const M value{};
  M::fields(visitor, value);
  return out;
}

template <class List>
void add_known(std::vector<KnownMessage>& to) {
  List::for_each([&]<class M>() { to.push_back({M::kInfo, round_trip<M>, fields_of<M>}); });
}

}  // namespace moldau::protocol
