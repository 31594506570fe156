/* Loaded into the broker with LD_PRELOAD: lets chosen system calls on chosen files fail.
 *
 * The environment's FAILING_DISK names a file of struct orders, mapped by us and by the test, so that orders change
 * while the broker runs. Calls of the kinds in `calls` on a path with `part` in it and
 * `ending` at its end are counted: those past the first
 * `skip` fail with `error`, `times` of them. Where `torn` is set the first of those writes half of its bytes and says
 * so, as a disk that fills up does. `after` counts the matching calls since the first failure.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum call { WRITE = 1, SYNC = 2, TRUNCATE = 4, RENAME = 8, CREATE = 16, READ = 32, REMOVE = 64 };

struct orders {
  _Atomic uint32_t calls; /* 0: nothing fails */
  int32_t error;
  _Atomic int64_t skip, times;
  _Atomic int64_t failed, after;
  uint32_t torn, unused;
  char part[256], ending[64];
};

static struct orders* orders;

__attribute__((constructor)) static void map_orders(void) {
  const char* path = getenv("FAILING_DISK");
  const int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) abort();
  void* mapped = mmap(NULL, sizeof *orders, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (mapped == MAP_FAILED) abort();
  close(file);
  orders = mapped;
}

static int names(const char* path) {
  const size_t size = strlen(path), ending = strlen(orders->ending);
  return strstr(path, orders->part) && size >= ending && strcmp(path + size - ending, orders->ending) == 0;
}

static int fails(enum call call, const char* path) {
  if (!orders || !(atomic_load(&orders->calls) & call) || !names(path)) return 0;
  if (atomic_load(&orders->failed) > 0) atomic_fetch_add(&orders->after, 1);
  if (atomic_fetch_sub(&orders->skip, 1) > 0) return 0;
  if (atomic_fetch_sub(&orders->times, 1) <= 0) return 0;
  atomic_fetch_add(&orders->failed, 1);
  errno = orders->error;
  return 1;
}

static int descriptor_fails(enum call call, int descriptor) {
  if (!orders || !(atomic_load(&orders->calls) & call)) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return 0;
  path[size] = 0;
  return path[0] == '/' && fails(call, path);
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

#define ON_DESCRIPTOR(call, type, name, parameters, arguments) \
  type name parameters { \
    static type(*real) parameters; \
    if (!real) real = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
    return descriptor_fails(call, descriptor) ? -1 : real arguments; \
  }

#define WRITE_AT(name) \
  ssize_t name(int descriptor, const void* data, size_t size, off_t at) { \
    REAL(ssize_t, #name, int, const void*, size_t, off_t); \
    if (!descriptor_fails(WRITE, descriptor)) return real(descriptor, data, size, at); \
    const int torn = orders->torn && atomic_load(&orders->failed) == 1 && size > 1; \
    return torn ? real(descriptor, data, size / 2, at) : -1; \
  }

WRITE_AT(pwrite)
WRITE_AT(pwrite64)
ON_DESCRIPTOR(WRITE, ssize_t, write, (int descriptor, const void* data, size_t size), (descriptor, data, size))
ON_DESCRIPTOR(READ, ssize_t, pread, (int descriptor, void* data, size_t size, off_t at), (descriptor, data, size, at))
ON_DESCRIPTOR(READ, ssize_t, pread64, (int descriptor, void* data, size_t size, off_t at), (descriptor, data, size, at))
ON_DESCRIPTOR(SYNC, int, fdatasync, (int descriptor), (descriptor))
ON_DESCRIPTOR(SYNC, int, fsync, (int descriptor), (descriptor))
ON_DESCRIPTOR(TRUNCATE, int, ftruncate, (int descriptor, off_t size), (descriptor, size))
ON_DESCRIPTOR(TRUNCATE, int, ftruncate64, (int descriptor, off_t size), (descriptor, size))

int rename(const char* from, const char* to) {
  REAL(int, "rename", const char*, const char*);
  return fails(RENAME, from) ? -1 : real(from, to);
}

int unlink(const char* path) {
  REAL(int, "unlink", const char*);
  return fails(REMOVE, path) ? -1 : real(path);
}

int mkdir(const char* path, mode_t mode) {
  REAL(int, "mkdir", const char*, mode_t);
  return fails(CREATE, path) ? -1 : real(path, mode);
}

static int open_fails(const char* path, int flags) { return (flags & O_CREAT) && fails(CREATE, path); }

int open(const char* path, int flags, ...) {
  REAL(int, "open", const char*, int, ...);
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return open_fails(path, flags) ? -1 : real(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  REAL(int, "open64", const char*, int, ...);
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = va_arg(rest, mode_t);
  va_end(rest);
  return open_fails(path, flags) ? -1 : real(path, flags, mode);
}
