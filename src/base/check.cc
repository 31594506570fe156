#include "base/check.h"

#include <cstdlib>

#include "base/diag.h"

namespace moldau {

void check_failed(std::string_view condition, std::string_view file, int line) {
  diag::error("broken invariant condition=\"{}\" at={}:{}", condition, file, line);
  diag::flush();
  std::abort();
}

}  // namespace moldau
