/// The entry for libFuzzer, which brings main().
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tests/fuzz/target.h"

/// Writes the seeds into the folder that the environment names, as a corpus.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (const char* folder = std::getenv("MOLDAU_FUZZ_SEEDS")) moldau::fuzz::write_seeds(folder);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  moldau::fuzz::run({data, size});
  return 0;
}
