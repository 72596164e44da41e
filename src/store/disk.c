// System calls on durable files, each checked here and nowhere else. Full disks are told apart from failing ones, because the
// first are refused politely and the second are final.
#include "store/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

static Err failure(void) {
    return errno == ENOSPC || errno == EDQUOT ? ERR_TOO_BIG : ERR_IO;
}

Err disk_folder(int at, const char *path, int *out) {
    bool made = mkdirat(at, path, 0770) == 0;
    if (!made && errno != EEXIST) return failure();
    *out = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out < 0) return ERR_IO;
    if (!made) return ERR_OK;
    int above = openat(*out, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    Err err = above < 0 ? ERR_IO : disk_sync_folder(above);
    disk_close(above);
    if (err != ERR_OK) {
        disk_close(*out);
        *out = -1;
    }
    return err;
}

Err disk_sync_folder(int folder) {
    return fsync(folder) == 0 ? ERR_OK : ERR_IO;
}

Err disk_make(int folder, const char *name, int *out) {
    *out = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0660);
    return *out < 0 ? failure() : ERR_OK;
}

Err disk_open(int folder, const char *name, bool writes, int *out) {
    *out = openat(folder, name, (writes ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW);
    return *out < 0 ? ERR_IO : ERR_OK;
}

void disk_close(int file) {
    if (file >= 0) close(file);
}

// Drops what is written from the front of the parts.
static void parts_drop(struct iovec **parts, size_t *count, size_t written) {
    while (*count > 0 && written >= (*parts)->iov_len) {
        written -= (*parts)->iov_len;
        ++*parts;
        --*count;
    }
    if (*count > 0) {
        (*parts)->iov_base = (char *)(*parts)->iov_base + written;
        (*parts)->iov_len -= written;
    }
}

Err disk_write(int file, uint64_t offset, struct iovec *parts, size_t count) {
    parts_drop(&parts, &count, 0);
    while (count > 0) {
        int some = count < IOV_MAX ? (int)count : IOV_MAX;
        ssize_t written = pwritev(file, parts, some, (off_t)offset);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failure();
        if (written == 0) return ERR_IO;
        offset += (uint64_t)written;
        parts_drop(&parts, &count, (size_t)written);
    }
    return ERR_OK;
}

Err disk_sync(int file) {
    return fdatasync(file) == 0 ? ERR_OK : ERR_IO; // not again when it failed: what was lost would pass for written
}

Err disk_cut(int file, uint64_t len) {
    int cut;
    do {
        cut = ftruncate(file, (off_t)len);
    } while (cut != 0 && errno == EINTR);
    return cut == 0 ? ERR_OK : ERR_IO;
}

Err disk_length(int file, uint64_t *out) {
    struct stat facts;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) return ERR_IO;
    *out = (uint64_t)facts.st_size;
    return ERR_OK;
}

Err disk_read(int file, uint64_t offset, unsigned char *out, size_t len, size_t *got) {
    *got = 0;
    while (*got < len) {
        ssize_t some = pread(file, out + *got, len - *got, (off_t)(offset + *got));
        if (some < 0 && errno == EINTR) continue;
        if (some < 0) return ERR_IO;
        if (some == 0) break;
        *got += (size_t)some;
    }
    return ERR_OK;
}

Err disk_rename(int folder, const char *from, const char *to) {
    return renameat(folder, from, folder, to) == 0 ? ERR_OK : failure();
}

Err disk_remove(int folder, const char *name) {
    return unlinkat(folder, name, 0) == 0 || errno == ENOENT ? ERR_OK : ERR_IO;
}

bool disk_is_missing(int folder, const char *name) {
    struct stat facts;
    return fstatat(folder, name, &facts, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT;
}

Err disk_list(int folder, Err (*each)(void *at, const char *name), void *at) {
    int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); // a position of its own
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        disk_close(fd);
        return ERR_IO;
    }
    Err err = ERR_OK;
    while (err == ERR_OK) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry) {
            err = errno == 0 ? ERR_OK : ERR_IO;
            break;
        }
        if (entry->d_name[0] != '.') err = each(at, entry->d_name);
    }
    closedir(dir);
    return err;
}

Err disk_free(int folder, uint64_t *bytes) {
    struct statvfs facts;
    if (fstatvfs(folder, &facts) != 0) return ERR_IO;
    *bytes = (uint64_t)facts.f_bavail * facts.f_frsize;
    return ERR_OK;
}

Err disk_reserve(int folder, const char *name, uint64_t bytes) {
    int file = openat(folder, name, O_RDWR | O_CREAT | O_CLOEXEC, 0660);
    if (file < 0) return failure();
    int failed = posix_fallocate(file, 0, (off_t)bytes);
    close(file);
    if (failed == 0) return ERR_OK;
    unlinkat(folder, name, 0);
    return failed == ENOSPC ? ERR_TOO_BIG : ERR_IO;
}

void disk_push(int file) {
    sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE);
}
