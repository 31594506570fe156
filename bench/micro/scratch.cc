#include "bench/micro/scratch.h"

#include <cstdlib>
#include <filesystem>

#include "bench/socket.h"

namespace moldau::bench {
namespace {

std::string make_folder() {
  auto folder = (std::filesystem::temp_directory_path() / "moldau-micro-XXXXXX").string();
  if (!::mkdtemp(folder.data())) give_up("cannot make " + folder);
  return folder;
}

}  // namespace

Scratch::Scratch() : folder_(make_folder()), files_{cache_, cache_.next_owner(), folder_} {}
Scratch::~Scratch() {
  std::filesystem::remove_all(folder_);
}

}  // namespace moldau::bench
