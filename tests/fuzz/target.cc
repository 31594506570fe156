#include "tests/fuzz/target.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/hex.h"

namespace moldau::fuzz {
namespace {

const std::map<std::string, std::vector<Golden>, std::less<>>& all_golden() {
  static const auto all = [] {
    std::map<std::string, std::vector<Golden>, std::less<>> found;
    std::ifstream file(MOLDAU_SOURCE_DIR "/tests/golden/kafka-4.4.0.jsonl");
    for (std::string line; std::getline(file, line);) {
      const auto entry = nlohmann::json::parse(line);
      found[entry["message"]].push_back({entry["version"], from_hex(entry["hex"].get<std::string>())});
    }
    return found;
  }();
  return all;
}

}  // namespace

void write_seeds(const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto all = seeds();
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::ofstream file(folder + "/seed-" + std::to_string(i), std::ios::binary);
    file.write(reinterpret_cast<const char*>(all[i].data()), static_cast<std::streamsize>(all[i].size()));
  }
}

void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

std::vector<Golden> golden(std::string_view message) {
  const auto found = all_golden().find(message);
  require(found != all_golden().end(), "there are golden bytes of every message that seeds name");
  return found->second;
}

std::vector<std::string> golden_names() {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : all_golden()) names.push_back(name);
  return names;
}

std::uint8_t Input::byte() {
  const auto one = bytes(1);
  return one.empty() ? std::uint8_t{0} : one[0];
}

std::uint16_t Input::u16() {
  const auto high = byte();
  return static_cast<std::uint16_t>(high << 8 | byte());
}

ByteView Input::bytes(std::size_t size) {
  const auto taken = rest_.first(std::min(size, rest_.size()));
  rest_ = rest_.subspan(taken.size());
  return taken;
}

}  // namespace moldau::fuzz
