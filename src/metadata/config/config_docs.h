#pragma once

#include <string>

namespace moldau::metadata {

/// The table of all configurations as Markdown: docs/configuration.md.
std::string configuration_as_markdown();

}  // namespace moldau::metadata
