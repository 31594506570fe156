#include "broker/asker.h"

#include <fmt/format.h>

#include "base/check.h"
#include "broker/api_table.h"
#include "coord/member_text.h"

namespace moldau::broker {

coord::ClientContext coord_client(const RequestContext& context) {
  return {.api_version = context.version(),
          .client_id = context.client_id(),
          .client_host = "/" + context.client.host};
}

std::string_view api_name(const RequestContext& context) {
  const auto* api = find_api(context.header.api_key);
  MOLDAU_CHECK(api != nullptr);
  return api->name;
}

std::string asker(const RequestContext& context) {
  return fmt::format("{} of {}", api_name(context), coord::text_of(coord_client(context)));
}

}  // namespace moldau::broker
