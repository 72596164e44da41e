// The list. Nothing here relies on rights that a process might have: each is tried as it would be by code that came in from
// outside.
#include "breach/attempts.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

// --- files -----------------------------------------------------------------------------------------------------------------

static bool reads(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) close(file);
    return file >= 0;
}

static bool makes(const char *folder) {
    char path[512];
    snprintf(path, sizeof path, "%s/evil", folder);
    int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) {
        close(file);
        unlink(path);
    }
    return file >= 0;
}

static bool victim_file(const char *format) {
    char path[64];
    const char *pid = getenv("TODOKE_EVIL_VICTIM");
    snprintf(path, sizeof path, format[0] == 'm' ? "/proc/%s/mem" : "/proc/%s/environ", pid ? pid : "1");
    return reads(path);
}

static bool links_out(const char *folder) {
    char path[512];
    snprintf(path, sizeof path, "%s/evil-link", folder);
    return symlink("/etc/shadow", path) == 0;
}

static bool renames_in(const char *folder) {
    char path[512];
    snprintf(path, sizeof path, "%s/evil-name", folder);
    return rename("/etc/hostname", path) == 0;
}

// --- others ----------------------------------------------------------------------------------------------------------------

static pid_t victim(void) {
    const char *pid = getenv("TODOKE_EVIL_VICTIM");
    return pid ? (pid_t)strtol(pid, NULL, 10) : 1;
}

static bool kills(const char *argument) {
    return kill(victim(), argument ? SIGKILL : 0) == 0;
}

static bool signals_thread(const char *argument) {
    (void)argument;
    return syscall(SYS_tgkill, victim(), victim(), 0) == 0;
}

static bool traces(const char *argument) {
    (void)argument;
    return ptrace(PTRACE_ATTACH, victim(), NULL, NULL) == 0;
}

static bool reads_memory(const char *argument) {
    (void)argument;
    char here[8];
    struct iovec local = {here, sizeof here}, remote = {here, sizeof here};
    return process_vm_readv(victim(), &local, 1, &remote, 1, 0) > 0;
}

static bool limits_other(const char *argument) {
    (void)argument;
    struct rlimit limit;
    return prlimit(victim(), RLIMIT_NOFILE, NULL, &limit) == 0;
}

// --- out -------------------------------------------------------------------------------------------------------------------

static bool makes_socket(const char *family) {
    int kind = strcmp(family, "inet") == 0      ? AF_INET
               : strcmp(family, "inet6") == 0   ? AF_INET6
               : strcmp(family, "netlink") == 0 ? AF_NETLINK
               : strcmp(family, "packet") == 0  ? AF_PACKET
                                                : AF_UNIX;
    return socket(kind, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
}

static bool connects(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return end >= 0 && connect(end, (struct sockaddr *)&address, sizeof address) == 0;
}

static bool listens(const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/evil.sock", path);
    int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return end >= 0 && bind(end, (struct sockaddr *)&address, sizeof address) == 0 && listen(end, 1) == 0;
}

// --- more of oneself -------------------------------------------------------------------------------------------------------

static bool forks(const char *argument) {
    (void)argument;
    pid_t child = fork();
    if (child == 0) _exit(0);
    return child > 0;
}

static bool runs(const char *path) {
    char *const nothing[] = {NULL};
    execve(path, nothing, nothing);
    return errno != EPERM && errno != EACCES;
}

static bool code_mapped(const char *argument) {
    (void)argument;
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool code_made(const char *argument) {
    (void)argument;
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

// --- the kernel ------------------------------------------------------------------------------------------------------------

static bool calls(const char *number) {
    errno = 0;
    return syscall(strtol(number, NULL, 10), 0, 0, 0, 0, 0, 0) >= 0 || (errno != EPERM && errno != EACCES && errno != ENOSYS);
}

static bool dumpable(const char *argument) {
    (void)argument;
    return prctl(PR_SET_DUMPABLE, 1) == 0;
}

static bool becomes_root(const char *argument) {
    (void)argument;
    return setuid(0) == 0 && geteuid() == 0;
}

static bool handles_traps(const char *argument) {
    (void)argument;
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    return sigaction(SIGSYS, &ignore, NULL) == 0;
}

#define TEXT(number) TEXT_OF(number)
#define TEXT_OF(number) #number

const Attempt attempts[] = {
    {"read:/", reads, "/"},
    {"read:/etc/passwd", reads, "/etc/passwd"},
    {"read:/usr/bin", reads, "/usr/bin"},
    {"read:/proc", reads, "/proc"},
    {"read:/proc/self/mem", reads, "/proc/self/mem"},
    {"read:/proc/self/maps", reads, "/proc/self/maps"},
    {"read:/dev/shm", reads, "/dev/shm"},
    {"read:/tmp", reads, "/tmp"},
    {"make:/tmp", makes, "/tmp"},
    {"make:/dev/shm", makes, "/dev/shm"},
    {"read:victim mem", victim_file, "m"},
    {"read:victim environ", victim_file, "e"},
    {"read:office", reads, "@/office"},
    {"read:keys", reads, "@/keys/list"},
    {"read:keys/receipt", reads, "@/keys/receipt"},
    {"read:keeper", reads, "@/keeper"},
    {"read:officers", reads, "@/officers"},
    {"read:grants", reads, "@/grants"},
    {"read:run", reads, "@/run"},
    {"read:spool", reads, "@/spool"},
    {"read:vault", reads, "@/vault"},
    {"read:halves", reads, "@/halves"},
    {"read:ledger", reads, "@/ledger"},
    {"read:outbox", reads, "@/outbox"},
    {"read:public", reads, "@/public"},
    {"make:office", makes, "@"},
    {"make:keys", makes, "@/keys"},
    {"make:keeper", makes, "@/keeper"},
    {"make:officers", makes, "@/officers"},
    {"make:grants", makes, "@/grants"},
    {"make:run", makes, "@/run"},
    {"make:spool", makes, "@/spool"},
    {"make:vault", makes, "@/vault"},
    {"make:halves", makes, "@/halves"},
    {"make:ledger", makes, "@/ledger"},
    {"make:outbox", makes, "@/outbox"},
    {"make:public", makes, "@/public"},
    {"link:spool", links_out, "@/spool"},
    {"rename:spool", renames_in, "@/spool"},
    {"kill:look", kills, NULL},
    {"kill:end", kills, "9"},
    {"kill:thread", signals_thread, NULL},
    {"trace", traces, NULL},
    {"memory of others", reads_memory, NULL},
    {"limits of others", limits_other, NULL},
    {"socket:inet", makes_socket, "inet"},
    {"socket:inet6", makes_socket, "inet6"},
    {"socket:netlink", makes_socket, "netlink"},
    {"socket:packet", makes_socket, "packet"},
    {"socket:unix", makes_socket, "unix"},
    {"connect:spool", connects, "@/run/spool.sock"},
    {"connect:keeper", connects, "@/run/keeper.sock"},
    {"connect:printer", connects, "@/run/printer.sock"},
    {"connect:serve", connects, "@/run/serve.sock"},
    {"connect:outside", connects, "@/../outside.sock"},
    {"listen", listens, "@/run"},
    {"fork", forks, NULL},
    {"run:/bin/true", runs, "/bin/true"},
    {"code mapped", code_mapped, NULL},
    {"code made", code_made, NULL},
    {"dumpable", dumpable, NULL},
    {"root again", becomes_root, NULL},
    {"traps", handles_traps, NULL},
    {"call:unshare", calls, TEXT(SYS_unshare)},
    {"call:setns", calls, TEXT(SYS_setns)},
    {"call:mount", calls, TEXT(SYS_mount)},
    {"call:chroot", calls, TEXT(SYS_chroot)},
    {"call:bpf", calls, TEXT(SYS_bpf)},
    {"call:keyctl", calls, TEXT(SYS_keyctl)},
    {"call:io_uring_setup", calls, TEXT(SYS_io_uring_setup)},
    {"call:userfaultfd", calls, TEXT(SYS_userfaultfd)},
    {"call:perf_event_open", calls, TEXT(SYS_perf_event_open)},
    {"call:memfd_create", calls, TEXT(SYS_memfd_create)},
    {"call:shmget", calls, TEXT(SYS_shmget)},
    {"call:personality", calls, TEXT(SYS_personality)},
    {"call:clone3", calls, TEXT(SYS_clone3)},
    {"call:seccomp", calls, TEXT(SYS_seccomp)},
    {"call:pidfd_open", calls, TEXT(SYS_pidfd_open)},
    {"call:ioctl", calls, TEXT(SYS_ioctl)},
    {"call:syslog", calls, TEXT(SYS_syslog)},
};
const size_t attempt_count = sizeof attempts / sizeof *attempts;

bool attempt_try(const Attempt *attempt, const char *data) {
    char path[512];
    const char *argument = attempt->argument;
    if (argument && argument[0] == '@') {
        snprintf(path, sizeof path, "%s%s", data, argument + 1);
        argument = path;
    }
    return attempt->works(argument);
}
