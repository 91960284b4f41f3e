/* Loaded before libc: records what a process does to the files below a folder, in the order in which it is done, so that
 * the folder can be rebuilt as it would be after a power cut at any moment. It can make syncing slow, and fail once.
 *
 * DISK_FOLDER       the folder; it exists
 * DISK_TRACE        the file of records; none: nothing is recorded
 * DISK_SLOW_FSYNC   milliseconds that each sync takes longer
 * DISK_FAIL_FSYNC   which sync fails, counted from 1
 * DISK_FAIL_COUNT   how many fail from then on; none: 1
 *
 * What is written to DISK_TRACE.notes is recorded as a note: by these, a program tells what it has promised by then.
 * Shared memory maps are not recorded: what SQLite keeps in them does not outlast the process.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST 65536

enum { UNTRACKED, BELOW, NOTES };

struct record {
    uint8_t kind;
    uint64_t file, offset, size;
    uint32_t path, other;
} __attribute__((packed));

static char folder[PATH_MAX], notes[PATH_MAX];
static size_t folder_length;
static unsigned char tracked[MOST];
static int trace = -1;
static long slow, fail_at, fail_count = 1, syncs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void start(void) {
    const char *given = getenv("DISK_FOLDER"), *file = getenv("DISK_TRACE");
    if (!given || !realpath(given, folder)) return;
    if (getenv("DISK_SLOW_FSYNC")) slow = atol(getenv("DISK_SLOW_FSYNC"));
    if (getenv("DISK_FAIL_FSYNC")) fail_at = atol(getenv("DISK_FAIL_FSYNC"));
    if (getenv("DISK_FAIL_COUNT")) fail_count = atol(getenv("DISK_FAIL_COUNT"));
    if (file) {
        snprintf(notes, sizeof notes, "%s.notes", file);
        trace = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    folder_length = strlen(folder);
}

static int is_below(const char *path) {
    return folder_length && !strncmp(path, folder, folder_length) && (path[folder_length] == '/' || !path[folder_length]);
}

/* The absolute path of a name, whose folder exists. */
static int absolute(int at, const char *path, char *found) {
    char copy[PATH_MAX], *slash;
    if (path[0] != '/' && at == AT_FDCWD) {
        if (!getcwd(copy, sizeof copy)) return 0;
        strncat(copy, "/", sizeof copy - strlen(copy) - 1);
    } else if (path[0] != '/') {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", at);
        ssize_t length = readlink(link, copy, sizeof copy - 2);
        if (length < 0) return 0;
        copy[length] = '/';
        copy[length + 1] = 0;
    } else {
        copy[0] = 0;
    }
    strncat(copy, path, sizeof copy - strlen(copy) - 1);
    char name[NAME_MAX + 1];
    slash = strrchr(copy, '/');
    snprintf(name, sizeof name, "%s", slash + 1);
    *slash = 0;
    if (!realpath(*copy ? copy : "/", found)) return 0;
    if (*name && strcmp(name, ".")) {
        strncat(found, "/", PATH_MAX - strlen(found) - 1);
        strncat(found, name, PATH_MAX - strlen(found) - 1);
    }
    return 1;
}

static void add(char kind, uint64_t file, uint64_t offset, const void *data, size_t size, const char *path, const char *other) {
    if (trace < 0) return;
    struct record record = {kind, file, offset, size, path ? strlen(path) : 0, other ? strlen(other) : 0};
    struct iovec parts[] = {
        {&record, sizeof record}, {(void *)path, record.path}, {(void *)other, record.other}, {(void *)data, size}};
    if (REAL(writev)(trace, parts, 4) != (ssize_t)(sizeof record + record.path + record.other + size)) abort();
}

static uint64_t file_of(int fd) {
    struct stat found;
    return fstat(fd, &found) ? 0 : found.st_ino;
}

static int is_tracked(int fd) { return fd >= 0 && fd < MOST && tracked[fd]; }

static int opened(int at, const char *path, int flags, mode_t mode, const char *name) {
    pthread_once(&once, start);
    int (*real_openat)(int, const char *, int, ...) = real(name);
    char whole[PATH_MAX];
    if (!folder_length || !absolute(at, path, whole)) return real_openat(at, path, flags, mode);
    int below = is_below(whole), is_notes = *notes && !strcmp(whole, notes);
    if (!below && !is_notes) return real_openat(at, path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat found;
    int existed = !stat(whole, &found);
    int fd = real_openat(at, path, flags, mode);
    int kept = errno;
    if (fd >= 0 && fd < MOST) {
        tracked[fd] = below ? BELOW : NOTES;
        if (below && !existed) add('c', file_of(fd), 0, 0, 0, whole, 0);
        if (below && existed && S_ISREG(found.st_mode)) add('o', file_of(fd), 0, 0, 0, whole, 0);
        if (below && existed && (flags & O_TRUNC)) add('t', file_of(fd), 0, 0, 0, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { \
        va_list rest; \
        va_start(rest, flags); \
        mode = va_arg(rest, mode_t); \
        va_end(rest); \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode, "openat"); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode, "openat64"); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode, "openat"); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return opened(at, path, flags, mode, "openat64"); }

int close(int fd) {
    pthread_mutex_lock(&lock);
    if (is_tracked(fd)) tracked[fd] = UNTRACKED;
    int done = REAL(close)(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *data, size_t size) {
    if (!is_tracked(fd)) return REAL(write)(fd, data, size);
    pthread_mutex_lock(&lock);
    int appends = fcntl(fd, F_GETFL) & O_APPEND;
    off_t at = lseek(fd, 0, appends ? SEEK_END : SEEK_CUR);
    ssize_t done = REAL(write)(fd, data, size);
    int kept = errno;
    if (done > 0) add(tracked[fd] == NOTES ? 'n' : 'w', file_of(fd), at, data, done, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

static ssize_t written_at(int fd, const void *data, size_t size, off_t at, const char *name) {
    ssize_t (*real_pwrite)(int, const void *, size_t, off_t) = real(name);
    if (!is_tracked(fd)) return real_pwrite(fd, data, size, at);
    pthread_mutex_lock(&lock);
    ssize_t done = real_pwrite(fd, data, size, at);
    int kept = errno;
    if (done > 0) add('w', file_of(fd), at, data, done, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return written_at(fd, data, size, at, "pwrite"); }
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return written_at(fd, data, size, at, "pwrite64"); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!is_tracked(fd)) return REAL(writev)(fd, parts, count);
    ssize_t all = 0;
    for (int i = 0; i < count; i++) {
        ssize_t done = write(fd, parts[i].iov_base, parts[i].iov_len);
        if (done < 0) return all ? all : done;
        all += done;
        if ((size_t)done < parts[i].iov_len) break;
    }
    return all;
}

static int truncated(int fd, off_t size, const char *name) {
    int (*real_ftruncate)(int, off_t) = real(name);
    if (!is_tracked(fd)) return real_ftruncate(fd, size);
    pthread_mutex_lock(&lock);
    int done = real_ftruncate(fd, size);
    int kept = errno;
    if (!done) add('t', file_of(fd), size, 0, 0, 0, 0);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

int ftruncate(int fd, off_t size) { return truncated(fd, size, "ftruncate"); }
int ftruncate64(int fd, off_t size) { return truncated(fd, size, "ftruncate64"); }

/* What was written before the sync began is on the disk when it has ended. After one that failed nobody knows. */
static int synced(int fd, const char *name) {
    int (*real_sync)(int) = real(name);
    if (!is_tracked(fd) || tracked[fd] != BELOW) return real_sync(fd);
    char link[64], path[PATH_MAX];
    struct stat found;
    fstat(fd, &found);
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    path[length < 0 ? 0 : length] = 0;
    pthread_mutex_lock(&lock);
    long number = ++syncs;
    add(S_ISDIR(found.st_mode) ? 'B' : 'b', found.st_ino, number, 0, 0, path, 0);
    pthread_mutex_unlock(&lock);
    if (slow) {
        struct timespec pause = {slow / 1000, slow % 1000 * 1000000};
        nanosleep(&pause, 0);
    }
    int fails = fail_at && number >= fail_at && number < fail_at + fail_count, done = fails ? -1 : real_sync(fd), kept = fails ? EIO : errno;
    pthread_mutex_lock(&lock);
    add(done ? 'f' : 's', found.st_ino, number, 0, 0, path, 0);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

static int named(char kind, int at, const char *from, int to_at, const char *to, int (*work)(void *), void *arguments) {
    pthread_once(&once, start);
    char whole[PATH_MAX], other[PATH_MAX];
    int below = folder_length && absolute(at, from, whole) && is_below(whole);
    if (below && to) below = absolute(to_at, to, other) && is_below(other);
    if (!below) return work(arguments);
    pthread_mutex_lock(&lock);
    struct stat found = {0};
    lstat(whole, &found);
    int done = work(arguments);
    int kept = errno;
    if (!done) add(kind, found.st_ino, 0, 0, 0, whole, to ? other : 0);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

struct names {
    int at, to_at, flags;
    const char *from, *to;
};

static int real_rename(void *n) { struct names *a = n; return REAL(renameat)(a->at, a->from, a->to_at, a->to); }
static int real_unlink(void *n) { struct names *a = n; return REAL(unlinkat)(a->at, a->from, a->flags); }
static int real_link(void *n) { struct names *a = n; return REAL(linkat)(a->at, a->from, a->to_at, a->to, a->flags); }
static int real_mkdir(void *n) { struct names *a = n; return REAL(mkdirat)(a->at, a->from, a->flags); }

int renameat(int at, const char *from, int to_at, const char *to) {
    struct names names = {at, to_at, 0, from, to};
    return named('r', at, from, to_at, to, real_rename, &names);
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
int unlinkat(int at, const char *path, int flags) {
    struct names names = {at, 0, flags, path, 0};
    return named('u', at, path, 0, 0, real_unlink, &names);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int linkat(int at, const char *from, int to_at, const char *to, int flags) {
    struct names names = {at, to_at, flags, from, to};
    return named('l', at, from, to_at, to, real_link, &names);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int mkdirat(int at, const char *path, mode_t mode) {
    struct names names = {at, 0, mode, path, 0};
    return named('m', at, path, 0, 0, real_mkdir, &names);
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
