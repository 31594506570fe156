#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace moldau::metadata::testing {

/// A row of a table that was printed from Kafka, its columns apart.
using Row = std::vector<std::string>;

std::string read_text(const std::string& path);
/// The rows of a file beside this one; lines that begin with # are left out.
std::vector<Row> read_rows(std::string_view file);

}  // namespace moldau::metadata::testing
