// Landlock, by its system calls: Debian 12 has no library for it, and its headers know only what its own kernel can. What a
// newer kernel can in addition is asked for there: ports, abstract sockets, signals to others.
#include "net/sandbox_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// As the kernel's interface has grown.
typedef struct Ruleset {
    uint64_t files, ports, scoped;
} Ruleset;

enum { VERSION_REFER = 2, VERSION_TRUNCATE = 3, VERSION_PORTS = 4, VERSION_DEVICES = 5, VERSION_SCOPED = 6 };

#define FILES_FIRST ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)
#define FILES_TRUNCATE (1ULL << 14)
#define FILES_DEVICES (1ULL << 15)
#define PORTS_ALL 3ULL  // listen and connect by TCP
#define SCOPED_ALL 3ULL // abstract unix sockets, signals
#define OF_A_FILE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FILES_TRUNCATE)
#define TO_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define TO_WRITE                                                                                                               \
    (TO_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                \
     LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | FILES_TRUNCATE)

static Ruleset ruleset_of(int version) {
    Ruleset set = {.files = FILES_FIRST};
    if (version >= VERSION_REFER) set.files |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= VERSION_TRUNCATE) set.files |= FILES_TRUNCATE;
    if (version >= VERSION_DEVICES) set.files |= FILES_DEVICES;
    if (version >= VERSION_PORTS) set.ports = PORTS_ALL;
    if (version >= VERSION_SCOPED) set.scoped = SCOPED_ALL;
    return set;
}

static bool allow_path(int ruleset, const Ruleset *set, const SandboxPath *path) {
    struct stat status;
    int place = open(path->path, O_PATH | O_CLOEXEC);
    if (place < 0) return false;
    bool fine = fstat(place, &status) == 0;
    uint64_t rights = (path->writes ? TO_WRITE : TO_READ) & set->files;
    if (fine && !S_ISDIR(status.st_mode)) rights &= OF_A_FILE;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = place};
    fine = fine && syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    int error = errno;
    close(place);
    errno = error;
    return fine;
}

Err sandbox_lock_paths(const SandboxPlan *plan, int *version) {
    long known = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    *version = known < 0 ? 0 : (int)known;
    if (known < 1) return ERR_IO;
    Ruleset set = ruleset_of(*version);
    size_t size = *version >= VERSION_SCOPED ? sizeof set : *version >= VERSION_PORTS ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
    int ruleset = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
    bool fine = ruleset >= 0;
    for (size_t i = 0; fine && i < plan->path_count; i++) fine = allow_path(ruleset, &set, &plan->paths[i]);
    fine = fine && syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    int error = errno;
    if (ruleset >= 0) close(ruleset);
    errno = error;
    return fine ? ERR_OK : ERR_IO;
}
