#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "metadata/config/broker_configs.h"

namespace moldau::metadata {

/// Reads a Java .properties file (java.util.Properties):
///
///   file      := (blank | comment | entry)*
///   comment   := space* ("#" | "!") text end
///   entry     := space* key separator value end
///   separator := space* ("=" | ":")? space*
///
/// A backslash before the end of a line continues the entry on the next one, whose leading space is dropped.
/// Elsewhere it escapes: \t \n \r \f \uXXXX, and any other character stands for itself. Of a key that comes
/// twice the last value counts. The text is UTF-8; what is not UTF-8 is read as ISO-8859-1.
/// The error names file, line and what is wrong.
std::expected<ConfigMap, std::string> parse_properties(std::string_view text, std::string_view file_name);
std::expected<ConfigMap, std::string> read_properties(FileSystem& files, const std::string& path);

}  // namespace moldau::metadata
