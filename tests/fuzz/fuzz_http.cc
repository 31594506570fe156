/// What of a request to the HTTP endpoint is read by us: its target. The rest of it is Beast's.
#include <string>

#include "http/target.h"
#include "tests/fuzz/target.h"

namespace moldau::fuzz {

/// input := target
void run(ByteView bytes) {
  const auto target = as_text(bytes);
  const auto path = http::path_of(target);
  require(path.size() <= target.size(), "a path is no longer than what it is read from");
  require(path.empty() || path.front() == '/', "a path begins with a slash");
  std::string joined;
  for (const auto& part : http::parts_of(target)) joined += "/" + part;
  require(joined == path, "a path's parts are the path");
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> made;
  for (const std::string_view target :
       {"/metrics", "/health/ready?verbose=1", "/api/topics/orders/partitions/3/events",
        "/api/groups/a%2Fb%20c", "/api/groups/%", "/api//configs/?", "http://localhost/metrics", "*",
        "/api/groups/%c3%bc/events?x=%zz"})
    made.emplace_back(target.begin(), target.end());
  return made;
}

}  // namespace moldau::fuzz
