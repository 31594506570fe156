#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "broker/quotas/mutation_quota.h"
#include "broker/request_context.h"

/// What a request costs its client. Each sets how long the connection is quiet once the request is served
/// (RequestContext::throttle_ms), and returns that as the answer tells it.
namespace moldau::broker {

/// For its time on the I/O thread (request_percentage), on top of what it was told before.
std::int32_t charge_request(RequestContext& context);
/// For the bytes of a Produce; for its time as well where it is answered.
std::int32_t charge_produce(RequestContext& context, std::size_t bytes, bool answered);
/// For the bytes of a Fetch's answer and its time. Where that is too much the answer has to be empty, and its
/// bytes are not counted.
std::int32_t charge_fetch(RequestContext& context, std::size_t bytes);
bool has_fetch_quota(RequestContext& context);
/// More than this a quota does not let through in its whole window.
std::size_t most_fetch_bytes(RequestContext& context);

/// Null where the client has no quota on changes of topics. Requests from version `strict_since` on know
/// THROTTLING_QUOTA_EXCEEDED.
std::shared_ptr<MutationQuota> mutation_quota(RequestContext& context, std::int16_t strict_since);

}  // namespace moldau::broker
