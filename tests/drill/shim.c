/* Between the program and the machine, by LD_PRELOAD. DRILL_CONTROL names a file of three numbers that may be changed while
   it runs: seconds added to the clock, whether the disk is full, whether fsync is dropped. DRILL_WATCH is the folder that
   this is about. DRILL_JOURNAL gets every write and every fsync below it, in the order in which they were done. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control { int64_t seconds, full, deaf; };
struct entry { uint32_t kind, path; uint64_t place, size; };
enum { WRITE = 1, SYNC = 2, CUT = 3, GONE = 4 };

static struct control nothing, *control = &nothing;
static int journal = -1;
static const char *watch = "";

__attribute__((constructor)) static void begin(void) {
    const char *name = getenv("DRILL_CONTROL");
    int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *found = mmap(NULL, sizeof *control, PROT_READ, MAP_SHARED, file, 0);
        if (found != MAP_FAILED) control = found;
    }
    if ((name = getenv("DRILL_JOURNAL"))) journal = open(name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if ((name = getenv("DRILL_WATCH"))) watch = strdup(name);  /* PostgreSQL writes its titles over the environment */
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* 1 when the open file lies below the folder; the shared memory of SQLite is none: it is made anew after every start. */
static int watched(int file, char *path) {
    char link[40];
    ssize_t length;
    if (!*watch) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    if ((length = readlink(link, path, PATH_MAX - 1)) <= 0) return 0;
    path[length] = 0;
    return !strncmp(path, watch, strlen(watch)) && !(length > 4 && !strcmp(path + length - 4, "-shm"));
}

static void note(uint32_t kind, const char *path, uint64_t place, const void *data, uint64_t size) {
    struct entry head = {kind, (uint32_t)strlen(path), place, kind == WRITE ? size : place};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)path, head.path}, {(void *)data, kind == WRITE ? size : 0}};
    if (journal >= 0 && writev(journal, parts, 3) < 0) abort();
}

static int is_full(int file, char *path) {
    if (!control->full || !watched(file, path)) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(write);
    char path[PATH_MAX];
    if (is_full(file, path)) return -1;
    off_t place = journal >= 0 && file != journal ? lseek(file, 0, SEEK_CUR) : -1;
    ssize_t done = real(file, data, size);
    if (done > 0 && place >= 0 && watched(file, path)) note(WRITE, path, (uint64_t)place, data, (uint64_t)done);
    return done;
}

static ssize_t at(ssize_t (*real)(int, const void *, size_t, off_t), int file, const void *data, size_t size, off_t place) {
    char path[PATH_MAX];
    if (is_full(file, path)) return -1;
    ssize_t done = real(file, data, size, place);
    if (done > 0 && journal >= 0 && watched(file, path)) note(WRITE, path, (uint64_t)place, data, (uint64_t)done);
    return done;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t place) { REAL(pwrite); return at(real, file, data, size, place); }
ssize_t pwrite64(int file, const void *data, size_t size, off64_t place) { REAL(pwrite64); return at((void *)real, file, data, size, place); }

/* Written down before it is done: only what was written by then is safe. */
static int sync_of(int (*real)(int), int file) {
    char path[PATH_MAX];
    if (journal >= 0 && !control->deaf && watched(file, path)) note(SYNC, path, 0, "", 0);
    return real(file);
}

int fsync(int file) { REAL(fsync); return sync_of(real, file); }
int fdatasync(int file) { REAL(fdatasync); return sync_of(real, file); }

static int cut(int (*real)(int, off_t), int file, off_t size) {
    char path[PATH_MAX];
    int done = real(file, size);
    if (!done && journal >= 0 && watched(file, path)) note(CUT, path, (uint64_t)size, "", 0);
    return done;
}

int ftruncate(int file, off_t size) { REAL(ftruncate); return cut(real, file, size); }
int ftruncate64(int file, off64_t size) { REAL(ftruncate64); return cut((void *)real, file, size); }

int unlink(const char *path) {
    REAL(unlink);
    int done = real(path);
    if (!done && journal >= 0 && *watch && !strncmp(path, watch, strlen(watch))) note(GONE, path, 0, "", 0);
    return done;
}

int clock_gettime(clockid_t clock, struct timespec *found) {
    REAL(clock_gettime);
    int done = real(clock, found);
    if (!done && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) found->tv_sec += control->seconds;
    return done;
}

int gettimeofday(struct timeval *restrict found, void *restrict zone) {
    REAL(gettimeofday);
    int done = real(found, zone);
    if (!done) found->tv_sec += control->seconds;
    return done;
}

time_t time(time_t *found) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (found) *found = now.tv_sec;
    return now.tv_sec;
}
