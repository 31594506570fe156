#pragma once

#include <string>
#include <string_view>

#include "broker/request_context.h"
#include "coord/client_context.h"

/// Who sends a request, as causes of what happens name it.
namespace moldau::broker {

coord::ClientContext coord_client(const RequestContext& context);
/// "CreateTopics". REQUIRES: the request is one of api_table().
std::string_view api_name(const RequestContext& context);
/// "CreateTopics of client app at /127.0.0.1".
std::string asker(const RequestContext& context);

}  // namespace moldau::broker
