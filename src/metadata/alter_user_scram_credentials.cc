#include "metadata/controller.h"
#include "metadata/tree.h"

namespace moldau::metadata {

StoreOperation Controller::scram_step(const ScramChange& change) const {
  const auto path = scram_credentials_path(change.user);
  if (change.credentials.empty()) return DeleteNode{path};
  if (!catalog_->scram_credentials().contains(change.user))
    return CreateNode{path, scram_credentials_bytes(change.credentials)};
  return SetNode{path, scram_credentials_bytes(change.credentials)};
}

protocol::AlterUserScramCredentialsResponse Controller::alter_user_scram_credentials(
    const protocol::AlterUserScramCredentialsRequest& request) {
  protocol::AlterUserScramCredentialsResponse response;
  auto all = catalog_->scram_credentials();
  const auto changes = plan_scram_changes(request, all, options_.max_scram_users, response);
  if (changes.empty()) return response;
  std::vector<TopicChange> writes;
  for (const auto& change : changes) writes.push_back({nullptr, {scram_step(change)}, change.result});
  const auto written = write_changes(writes);
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (!written[i]) {
      auto& result = response.results[changes[i].result];
      result.error_code = to_wire(written[i].error().code);
      result.error_message = written[i].error().message;
    } else if (changes[i].credentials.empty()) {
      all.erase(changes[i].user);
    } else {
      all.insert_or_assign(changes[i].user, changes[i].credentials);
    }
  }
  CatalogBuilder builder(*catalog_);
  builder.set_scram_credentials(std::move(all));
  catalog_ = builder.build();
  return response;
}

}  // namespace moldau::metadata
