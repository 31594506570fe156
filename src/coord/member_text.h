#pragma once

#include <string>
#include <vector>

#include "coord/classic_group.h"
#include "coord/client_context.h"
#include "coord/member.h"

/// Members in words, for the causes of what happens to a group.
namespace moldau::coord {

/// "client app at /127.0.0.1".
std::string text_of(const ClientContext& client);
/// "member app-1f.. of client app at /127.0.0.1", with its instance where it is static.
std::string text_of(const Member& member);
/// What a member brings: the topics that a consumer subscribes to, else the names of its protocols.
std::string text_of(const std::vector<MemberProtocol>& protocols);
/// How what a member brings differs from before.
std::string change_between(const std::vector<MemberProtocol>& before,
                           const std::vector<MemberProtocol>& after);

/// That a member is not who has its instance's place. REQUIRES: the instance is in the group.
std::string fenced_text(const ClassicGroup& group, const std::string& member_id,
                        const std::string& instance_id);

}  // namespace moldau::coord
