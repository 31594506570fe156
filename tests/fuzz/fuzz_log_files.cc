/// A partition's directory with bytes changed in any of its files: it is opened, or refused, and if it opens
/// it serves, and opens again as it was.
#include <fmt/format.h>

#include "log/log.h"
#include "tests/fuzz/target.h"
#include "tests/log/batches.h"
#include "tests/log/log_world.h"

namespace moldau::fuzz {
namespace {

using log::testing::LogWorld;
using moldau::testing::MemoryFileSystem;

/// Some of all that a log can have: producers, a transaction that was aborted, two leader epochs, several
/// segments.
void fill(LogWorld& world) {
  world.config.segment_bytes = 600;
  world.config.index_interval_bytes = 100;
  require(world.try_open().has_value(), "an empty directory opens");
  for (int i = 0; i < 4; ++i) {
    require(world.try_append({.count = 3}).has_value(), "a batch is appended");
    require(world.append_batch(7, 0, i * 2, 2).has_value(), "an idempotent batch is appended");
    world.leader_epoch = i / 2;
  }
  require(world.append_in_transaction(9, 0, 0, 2).has_value(), "a transaction begins");
  world.end_transaction(9, 0, false);
  world.sync();
  world.save_checkpoint();
}

struct Edit {
  std::uint8_t file, how;
  std::uint16_t at;
  std::uint8_t byte;
};

void apply(MemoryFileSystem& disk, const LogWorld& world, const std::vector<std::string>& files,
           const Edit& edit) {
  const auto path = world.directory + "/" + files[edit.file % files.size()];
  auto content = disk.content(path);
  const std::size_t at = content.empty() ? 0 : edit.at % content.size();
  switch (edit.how % 4) {
    case 0:
      if (!content.empty()) content[at] ^= edit.byte;
      break;
    case 1: content.resize(at); break;
    case 2: content.insert(content.end(), edit.at % 200, edit.byte); break;
    default: content.insert(content.begin() + static_cast<std::ptrdiff_t>(at), edit.byte);
  }
  disk.tamper(path, std::move(content));
}

}  // namespace

/// input := how to open (1 byte), (file (1), what is done to it (1), where (2), the byte (1))*
void run(ByteView bytes) {
  Input input(bytes);
  MemoryFileSystem disk;
  LogWorld world(disk);
  fill(world);
  const auto how = input.byte();
  const bool clean = (how & 1) != 0;
  if (clean)
    world.close();
  else
    world.kill();
  const auto files = world.files_on_disk();
  for (int i = 0; i < 16 && !input.empty(); ++i) {
    const auto file = input.byte(), what = input.byte();
    const auto at = input.u16();
    apply(disk, world, files, {file, what, at, input.byte()});
  }
  if ((how & 2) != 0) world.saved = {};
  if (!world.try_open(clean)) return;
  const auto end = world.log->log_end_offset();
  const auto appended = world.try_append({.count = 1});
  require(!appended || world.log->log_end_offset() == end + 1, "a record is appended at the end");
  // A clean start believes its files: what was done to them shows at the next unclean one.
  if (!appended || clean) return;
  world.kill();
  const auto again = world.try_open();
  require(again.has_value(), again ? "" : "what served can be opened again, but " + again.error().message);
  require(world.log->log_end_offset() == end + 1, "and ends where it did");
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> made;
  for (std::uint8_t how = 0; how < 4; ++how)
    for (std::uint8_t file = 0; file < 24; ++file)
      for (std::uint8_t what = 0; what < 4; ++what)
        made.push_back({how, file, what, 0, static_cast<std::uint8_t>(7 * file), 0x41});
  return made;
}

}  // namespace moldau::fuzz
