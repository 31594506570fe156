#pragma once

#include <memory>
#include <string>

#include "metadata/metadata_store.h"

namespace moldau::metadata {

/// Opens the store in one SQLite file, made if there is none. The error names the file and why; a file that
/// is damaged, of another program or of a newer version is left as it is. The process that has it open has it
/// alone: its session is the store object, and ephemeral nodes of an earlier session are gone once it is
/// open.
StoreResult<std::unique_ptr<MetadataStore>> open_embedded_store(const std::string& path);

}  // namespace moldau::metadata
