// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include "fault.hpp"

// A VFS over the system's own that fails where the injector says so. A failing operation is not done, but for two that are
// reported after their work: the synchronisation of a directory after a deletion, and the unlocking of shared memory, which
// SQLite could not survive otherwise.
namespace faults::vfs {

struct file {
  sqlite3_file base;
  // The system's file stands behind this struct.
  sqlite3_file* real() noexcept { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods* methods() noexcept { return real()->pMethods; }
};
inline file* of(sqlite3_file* f) noexcept { return reinterpret_cast<file*>(f); }
inline bool strikes(kind k) noexcept { return faults_of_process.strikes(k); }

inline int close(sqlite3_file* f) { return of(f)->methods()->xClose(of(f)->real()); }
inline int read(sqlite3_file* f, void* to, int amount, sqlite3_int64 at) {
  return strikes(kind::read) ? SQLITE_IOERR_READ : of(f)->methods()->xRead(of(f)->real(), to, amount, at);
}
inline int write(sqlite3_file* f, const void* from, int amount, sqlite3_int64 at) {
  if (strikes(kind::write)) return SQLITE_IOERR_WRITE;
  if (strikes(kind::full)) return SQLITE_FULL;
  return of(f)->methods()->xWrite(of(f)->real(), from, amount, at);
}
inline int truncate(sqlite3_file* f, sqlite3_int64 size) {
  return strikes(kind::truncate) ? SQLITE_IOERR_TRUNCATE : of(f)->methods()->xTruncate(of(f)->real(), size);
}
inline int sync(sqlite3_file* f, int flags) {
  return strikes(kind::sync) ? SQLITE_IOERR_FSYNC : of(f)->methods()->xSync(of(f)->real(), flags);
}
inline int size(sqlite3_file* f, sqlite3_int64* to) {
  return strikes(kind::size) ? SQLITE_IOERR_FSTAT : of(f)->methods()->xFileSize(of(f)->real(), to);
}
inline int lock(sqlite3_file* f, int level) {
  if (strikes(kind::lock)) return SQLITE_IOERR_LOCK;
  if (strikes(kind::busy)) return SQLITE_BUSY;
  return of(f)->methods()->xLock(of(f)->real(), level);
}
inline int unlock(sqlite3_file* f, int level) {
  return strikes(kind::unlock) ? SQLITE_IOERR_UNLOCK : of(f)->methods()->xUnlock(of(f)->real(), level);
}
inline int reserved(sqlite3_file* f, int* is) {
  return strikes(kind::reserved) ? SQLITE_IOERR_CHECKRESERVEDLOCK : of(f)->methods()->xCheckReservedLock(of(f)->real(), is);
}
inline int control(sqlite3_file* f, int what, void* argument) { return of(f)->methods()->xFileControl(of(f)->real(), what, argument); }
inline int sector_size(sqlite3_file* f) { return of(f)->methods()->xSectorSize(of(f)->real()); }
inline int characteristics(sqlite3_file* f) { return of(f)->methods()->xDeviceCharacteristics(of(f)->real()); }
inline int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** to) {
  return strikes(kind::shm_map) ? SQLITE_IOERR_SHMMAP : of(f)->methods()->xShmMap(of(f)->real(), page, size, extend, to);
}
inline int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  const bool fails = strikes(kind::shm_lock);
  const bool takes = (flags & SQLITE_SHM_LOCK) != 0;
  if (fails && takes) return SQLITE_IOERR_SHMLOCK;
  if (takes && strikes(kind::shm_busy)) return SQLITE_BUSY;
  const int code = of(f)->methods()->xShmLock(of(f)->real(), offset, n, flags);
  return fails ? SQLITE_IOERR_SHMLOCK : code;
}
inline void shm_barrier(sqlite3_file* f) { of(f)->methods()->xShmBarrier(of(f)->real()); }
inline int shm_unmap(sqlite3_file* f, int remove) { return of(f)->methods()->xShmUnmap(of(f)->real(), remove); }
inline int fetch(sqlite3_file* f, sqlite3_int64 at, int amount, void** to) {
  return strikes(kind::fetch) ? SQLITE_IOERR_MMAP : of(f)->methods()->xFetch(of(f)->real(), at, amount, to);
}
inline int unfetch(sqlite3_file* f, sqlite3_int64 at, void* p) { return of(f)->methods()->xUnfetch(of(f)->real(), at, p); }

inline constexpr sqlite3_io_methods methods{3,         close,    read,    write,       truncate,        sync,    size,     lock,
                                            unlock,    reserved, control, sector_size, characteristics, shm_map, shm_lock, shm_barrier,
                                            shm_unmap, fetch,    unfetch};

inline sqlite3_vfs* system = nullptr;  // the default one before ours

inline int open(sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out) {
  f->pMethods = nullptr;
  if (strikes(kind::open)) return SQLITE_CANTOPEN;
  const int code = system->xOpen(system, name, of(f)->real(), flags, out);
  if (of(f)->methods()) f->pMethods = &methods;
  return code;
}
inline int remove(sqlite3_vfs*, const char* name, int sync_directory) {
  if (strikes(kind::remove)) return SQLITE_IOERR_DELETE;
  const int code = system->xDelete(system, name, sync_directory);
  return sync_directory != 0 && strikes(kind::directory) ? SQLITE_IOERR_DIR_FSYNC : code;
}
inline int access(sqlite3_vfs*, const char* name, int flags, int* result) {
  return strikes(kind::access) ? SQLITE_IOERR_ACCESS : system->xAccess(system, name, flags, result);
}

// Nobody else is at the file, hence nothing to wait for.
inline int sleep(sqlite3_vfs*, int microseconds) { return microseconds; }

/// Makes the failing VFS the default; connections that are to be spared name the system's, `system->zName`.
inline void install() {
  system = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs ours = *system;
  ours.szOsFile = static_cast<int>(sizeof(file)) + system->szOsFile;
  ours.pNext = nullptr;
  ours.zName = "faults";
  ours.xOpen = open;
  ours.xDelete = remove;
  ours.xAccess = access;
  ours.xSleep = sleep;
  sqlite3_vfs_register(&ours, 1);
}

}  // namespace faults::vfs
