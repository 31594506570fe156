#include "metadata/config/meta_properties.h"

#include <cerrno>
#include <charconv>
#include <fmt/format.h>
#include <set>

#include "metadata/config/properties.h"

namespace moldau::metadata {
namespace {

std::string path_in(const std::string& log_dir) {
  return log_dir + "/meta.properties";
}

std::optional<std::int32_t> to_number(std::string_view text) {
  std::int32_t value = 0;
  const auto end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end || value < 0) return std::nullopt;
  return value;
}

/// The entries of one file, with the errors that name it.
struct Entries {
  const std::string& path;
  const ConfigMap& values;

  std::optional<std::string> text(std::string_view key) const {
    const auto at = values.find(key);
    return at == values.end() ? std::nullopt : std::optional(at->second);
  }
  std::string complain(std::string_view key, std::string_view wanted) const {
    return fmt::format("{}: {} is {}, expected {}; mend the file, or take its directory out of log.dirs",
                       path, key, text(key).value_or("missing"), wanted);
  }
};

std::expected<MetaProperties, std::string> parse(const Entries& entries) {
  MetaProperties properties;
  const auto version = to_number(entries.text("version").value_or(""));
  if (!version || *version > 1) return std::unexpected(entries.complain("version", "0 or 1"));
  properties.version = *version;
  properties.cluster_id = entries.text("cluster.id");
  for (const std::string_view key : {"broker.id", "node.id"}) {
    if (!entries.text(key)) continue;
    properties.node_id = to_number(*entries.text(key));
    if (!properties.node_id) return std::unexpected(entries.complain(key, "a number from 0"));
  }
  if (const auto id = entries.text("directory.id")) {
    properties.directory_id = Uuid::parse(*id);
    if (!properties.directory_id)
      return std::unexpected(entries.complain("directory.id", "an id of 22 characters"));
  }
  if (properties.version == 1 && !properties.cluster_id)
    return std::unexpected(entries.complain("cluster.id", "the id of a cluster"));
  if (properties.version == 1 && !properties.node_id)
    return std::unexpected(entries.complain("node.id", "a number from 0"));
  return properties;
}

std::string mismatch(const std::string& log_dir, std::string_view key, std::string_view theirs,
                     std::string_view ours) {
  const bool cluster = key == "cluster.id";
  return fmt::format(
      "{}: {} is {}, but this node's is {}. The log directory belongs to another {}: start with {}={}, or "
      "with "
      "another directory in log.dirs",
      path_in(log_dir), key, theirs, ours, cluster ? "cluster" : "node", cluster ? "CLUSTER_ID" : key,
      theirs);
}

/// What the log directories say, one for each.
using Found = std::vector<std::optional<MetaProperties>>;

std::expected<Found, std::string> read_all(FileSystem& files, const std::vector<std::string>& log_dirs) {
  Found found;
  std::set<Uuid> directory_ids;
  for (const auto& log_dir : log_dirs) {
    auto properties = read_meta_properties(files, log_dir);
    if (!properties) return std::unexpected(properties.error());
    const auto id = *properties ? (*properties)->directory_id : std::nullopt;
    if (id && !directory_ids.insert(*id).second)
      return std::unexpected(fmt::format(
          "{}: directory.id {} is another log directory's too: one is a copy of the other, remove it from "
          "log.dirs",
          path_in(log_dir), id->to_string()));
    found.push_back(std::move(*properties));
  }
  return found;
}

/// The cluster id that is given, else the first one found, else a new one.
std::string choose_cluster_id(const Found& found, const Identity& identity) {
  if (identity.cluster_id) return *identity.cluster_id;
  for (const auto& properties : found)
    if (properties && properties->cluster_id) return *properties->cluster_id;
  return Uuid::random().to_string();
}

std::optional<std::string> check_owner(const std::string& log_dir, const MetaProperties& properties,
                                       const std::string& cluster_id, std::int32_t node_id) {
  if (properties.cluster_id && *properties.cluster_id != cluster_id)
    return mismatch(log_dir, "cluster.id", *properties.cluster_id, cluster_id);
  if (properties.node_id && *properties.node_id != node_id)
    return mismatch(log_dir, "node.id", fmt::format("{}", *properties.node_id), fmt::format("{}", node_id));
  return std::nullopt;
}

}  // namespace

std::expected<std::optional<MetaProperties>, std::string> read_meta_properties(FileSystem& files,
                                                                               const std::string& log_dir) {
  const auto path = path_in(log_dir);
  const auto content = files.read_file(path);
  if (!content && content.error().code == ENOENT) return std::nullopt;
  if (!content) return std::unexpected(content.error().to_string());
  const auto values = parse_properties(as_text(*content), path);
  if (!values) return std::unexpected(values.error());
  return parse({path, *values});
}

std::expected<void, std::string> write_meta_properties(FileSystem& files, const std::string& log_dir,
                                                       const MetaProperties& properties) {
  std::string text = "#\n";
  if (properties.cluster_id) text += fmt::format("cluster.id={}\n", *properties.cluster_id);
  if (properties.directory_id) text += fmt::format("directory.id={}\n", properties.directory_id->to_string());
  if (properties.node_id)
    text += fmt::format("{}={}\n", properties.version == 0 ? "broker.id" : "node.id", *properties.node_id);
  text += fmt::format("version={}\n", properties.version);
  if (auto done = files.write_file_atomically(path_in(log_dir), as_bytes(text)); !done)
    return std::unexpected(done.error().to_string());
  return {};
}

std::expected<ClaimedDirectories, std::string> claim_log_directories(FileSystem& files,
                                                                     const std::vector<std::string>& log_dirs,
                                                                     const Identity& identity) {
  const auto found = read_all(files, log_dirs);
  if (!found) return std::unexpected(found.error());
  ClaimedDirectories claimed{.cluster_id = choose_cluster_id(*found, identity), .directory_ids = {}};
  for (std::size_t i = 0; i < log_dirs.size(); ++i)
    if (const auto& properties = (*found)[i])
      if (auto error = check_owner(log_dirs[i], *properties, claimed.cluster_id, identity.node_id))
        return std::unexpected(std::move(*error));
  for (std::size_t i = 0; i < log_dirs.size(); ++i) {
    auto ours = (*found)[i].value_or(MetaProperties{});
    const auto before = (*found)[i];
    ours.cluster_id = claimed.cluster_id;
    ours.node_id = identity.node_id;
    if (!ours.directory_id) ours.directory_id = Uuid::random();
    claimed.directory_ids.push_back(*ours.directory_id);
    if (before == ours) continue;
    if (auto done = files.create_directories_durably(log_dirs[i]); !done)
      return std::unexpected(done.error().to_string());
    if (auto done = write_meta_properties(files, log_dirs[i], ours); !done)
      return std::unexpected(done.error());
  }
  return claimed;
}

}  // namespace moldau::metadata
