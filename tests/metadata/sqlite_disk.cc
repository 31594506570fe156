#include "tests/metadata/sqlite_disk.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <sqlite3.h>

#include "metadata/embedded_store.h"

namespace moldau::metadata {
namespace {

/// What SQLite has memory for in its own objects.
struct OpenFile : sqlite3_file {
  FileSystem* files = nullptr;
  std::unique_ptr<File> file;
  std::string directory_to_sync;  // empty once it is
};

OpenFile& opened(sqlite3_file* file) {
  return *static_cast<OpenFile*>(file);
}
FileSystem& disk(sqlite3_vfs* vfs) {
  return *static_cast<FileSystem*>(vfs->pAppData);
}
std::string parent_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

int close(sqlite3_file* file) {
  std::destroy_at(&opened(file));
  return SQLITE_OK;
}
int read(sqlite3_file* file, void* out, int size, sqlite3_int64 position) {
  const MutableByteView bytes(static_cast<std::uint8_t*>(out), static_cast<std::size_t>(size));
  const auto count = opened(file).file->read_at(bytes, static_cast<std::uint64_t>(position));
  if (!count) return SQLITE_IOERR_READ;
  std::ranges::fill(bytes.subspan(*count), std::uint8_t{0});
  return *count == bytes.size() ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}
int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 position) {
  const ByteView view(static_cast<const std::uint8_t*>(bytes), static_cast<std::size_t>(size));
  return opened(file).file->write_at(view, static_cast<std::uint64_t>(position)) ? SQLITE_OK
                                                                                 : SQLITE_IOERR_WRITE;
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return opened(file).file->truncate(static_cast<std::uint64_t>(size)) ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
}
int sync(sqlite3_file* file, int) {
  auto& self = opened(file);
  if (!self.file->sync()) return SQLITE_IOERR_FSYNC;
  if (self.directory_to_sync.empty()) return SQLITE_OK;
  if (!self.files->sync_directory(self.directory_to_sync)) return SQLITE_IOERR_DIR_FSYNC;
  self.directory_to_sync.clear();
  return SQLITE_OK;
}
int size_of(sqlite3_file* file, sqlite3_int64* size) {
  const auto found = opened(file).file->size();
  if (!found) return SQLITE_IOERR_FSTAT;
  *size = static_cast<sqlite3_int64>(*found);
  return SQLITE_OK;
}
int lock(sqlite3_file*, int) {
  return SQLITE_OK;
}
int check_reserved_lock(sqlite3_file*, int* reserved) {
  *reserved = 0;
  return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 4096;
}
int characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

sqlite3_io_methods make_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 1;  // no shared memory: the store has its file alone
  methods.xClose = close;
  methods.xRead = read;
  methods.xWrite = write;
  methods.xTruncate = truncate;
  methods.xSync = sync;
  methods.xFileSize = size_of;
  methods.xLock = methods.xUnlock = lock;
  methods.xCheckReservedLock = check_reserved_lock;
  methods.xFileControl = control;
  methods.xSectorSize = sector_size;
  methods.xDeviceCharacteristics = characteristics;
  return methods;
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* out, int flags, int* flags_out) {
  static const sqlite3_io_methods kMethods = make_methods();
  out->pMethods = nullptr;
  if (!path) return SQLITE_CANTOPEN;  // a temporary file
  const auto mode = (flags & SQLITE_OPEN_CREATE) != 0      ? OpenMode::kCreate
                    : (flags & SQLITE_OPEN_READWRITE) != 0 ? OpenMode::kReadWrite
                                                           : OpenMode::kRead;
  auto file = disk(vfs).open(path, mode);
  if (!file) return SQLITE_CANTOPEN;
  auto* self = std::construct_at(static_cast<OpenFile*>(out));
  self->pMethods = &kMethods;
  self->files = &disk(vfs);
  self->file = std::move(*file);
  const bool for_recovery = (flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL)) != 0;
  if (for_recovery && (flags & SQLITE_OPEN_CREATE) != 0) self->directory_to_sync = parent_of(path);
  if (flags_out) *flags_out = flags;
  return SQLITE_OK;
}
int remove(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  if (!disk(vfs).remove(path)) return SQLITE_IOERR_DELETE;
  if (sync_directory != 0 && !disk(vfs).sync_directory(parent_of(path))) return SQLITE_IOERR_DIR_FSYNC;
  return SQLITE_OK;
}
int access(sqlite3_vfs* vfs, const char* path, int flags, int* out) {
  const auto there = disk(vfs).exists(path);
  if (!there) return SQLITE_IOERR_ACCESS;
  // As on Linux: an empty file counts as none.
  *out = *there && (flags != SQLITE_ACCESS_EXISTS || disk(vfs).file_size(path).value_or(1) > 0) ? 1 : 0;
  return SQLITE_OK;
}
int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
  sqlite3_snprintf(size, out, "%s", path);
  return SQLITE_OK;
}

}  // namespace

SqliteDisk::SqliteDisk(FileSystem& files) : vfs_(std::make_unique<sqlite3_vfs>()) {
  const auto* linux_files = sqlite3_vfs_find("unix");
  *vfs_ = *linux_files;  // its clock, its randomness
  vfs_->iVersion = 1;
  vfs_->pNext = nullptr;
  vfs_->zName = "disk of a test";
  vfs_->pAppData = &files;
  vfs_->szOsFile = sizeof(OpenFile);
  vfs_->mxPathname = 512;
  vfs_->xOpen = open;
  vfs_->xDelete = remove;
  vfs_->xAccess = access;
  vfs_->xFullPathname = full_path;
}

SqliteDisk::~SqliteDisk() = default;

void SqliteDisk::while_default(const std::function<void()>& open) {
  // A store asks for no particular file system, and its connection keeps the one it began with.
  sqlite3_vfs_register(vfs_.get(), 1);
  open();
  sqlite3_vfs_unregister(vfs_.get());
}

StoreResult<std::unique_ptr<MetadataStore>> SqliteDisk::open_store(const std::string& path) {
  StoreResult<std::unique_ptr<MetadataStore>> store;
  while_default([&] { store = open_embedded_store(path); });
  return store;
}

}  // namespace moldau::metadata
