// seccomp. A forbidden call is a trap: its handler tells which call it was and then makes one inside the handler, where the
// kernel ends the process by SIGSYS whatever it would like. While the lock is probed the handler lets the call fail instead.
// Afterwards the handler cannot be changed any more.
#include "net/sandbox_parts.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define NAMESPACES (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP)

// What every process needs that was started with us: memory that is not code, its end, its time, its signals.
static const char *const common_calls[] = {
    "brk",          "clock_gettime", "clock_nanosleep", "close",
    "exit",         "exit_group",    "futex",           "getegid",
    "geteuid",      "getgid",        "getpid",          "getrandom",
    "gettid",       "gettimeofday",  "getuid",          "madvise",
    "mmap",         "mprotect",      "mremap",          "munmap",
    "nanosleep",    "read",          "restart_syscall", "rt_sigprocmask",
    "rt_sigreturn", "sched_yield",   "write",           NULL,
};
// Needed until the lock is closed.
static const char *const probing_calls[] = {"rt_sigaction", "prctl", "seccomp", NULL};
// Never right for anybody: what is left of the list where it cannot hold.
static const char *const never_calls[] = {
    "add_key",
    "bpf",
    "execve",
    "execveat",
    "init_module",
    "io_uring_setup",
    "kexec_load",
    "keyctl",
    "mount",
    "move_mount",
    "open_by_handle_at",
    "perf_event_open",
    "pidfd_getfd",
    "pivot_root",
    "ptrace",
    "reboot",
    "request_key",
    "setns",
    "swapon",
    "process_vm_readv",
    "process_vm_writev",
    "socketpair",
    "unshare",
    "userfaultfd",
    NULL,
};

static void call_denied(ucontext_t *context) {
#if defined(__x86_64__)
    context->uc_mcontext.gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
    context->uc_mcontext.regs[0] = (unsigned long long)-EPERM;
#else
#error "where does this machine return the result of a system call?"
#endif
}

static void on_call_probed(int number, siginfo_t *info, void *context) {
    (void)number, (void)info;
    call_denied(context);
}

static void on_call_forbidden(int number, siginfo_t *info, void *context) {
    (void)number, (void)context;
    SandboxWord word = {.kind = SANDBOX_FORBIDDEN, .pid = getpid(), .value = info->si_syscall};
    (void)!write(SANDBOX_REPORT, &word, sizeof word);
    syscall(SYS_execve, "", NULL, NULL); // a trap within the trap: the end
}

static bool handle_traps(void (*handler)(int, siginfo_t *, void *)) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigset_t traps;
    sigemptyset(&action.sa_mask);
    sigemptyset(&traps);
    sigaddset(&traps, SIGSYS);
    return sigaction(SIGSYS, &action, NULL) == 0 && sigprocmask(SIG_UNBLOCK, &traps, NULL) == 0;
}

// Where arguments cannot be seen by the filter, the call is said not to exist: the C library then takes the older one.
static int allow_threads(scmp_filter_ctx filter) {
    int error = seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (error) return error;
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES | CLONE_THREAD, CLONE_THREAD));
}

// Some calls only with arguments that do no harm: memory never becomes code, children get no namespaces and no shared memory.
static int allow_call(scmp_filter_ctx filter, const char *name) {
    if (strcmp(name, SANDBOX_THREADS) == 0) return allow_threads(filter);
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR) return -EINVAL;
    if (number < 0) return 0; // this machine has no such call
    if (strcmp(name, "mmap") == 0 || strcmp(name, "mprotect") == 0)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (strcmp(name, "clone") == 0)
        return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, NAMESPACES | CLONE_VM, 0));
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 0);
}

static int allow_calls(scmp_filter_ctx filter, const char *const *names) {
    int error = 0;
    for (size_t i = 0; !error && names[i]; i++) error = allow_call(filter, names[i]);
    return error;
}

static int forbid_calls(scmp_filter_ctx filter, const char *const *names) {
    int error = 0;
    for (size_t i = 0; !error && names[i]; i++) {
        int number = seccomp_syscall_resolve_name(names[i]);
        if (number >= 0) error = seccomp_rule_add(filter, SCMP_ACT_TRAP, number, 0);
    }
    return error;
}

static int allow_peers(scmp_filter_ctx filter) {
    int error = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0));
    return error ? error : seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);
}

// For all threads: libraries may have started some.
static Err load(scmp_filter_ctx filter, int error) {
    if (!error) error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
    if (!error) error = seccomp_load(filter);
    seccomp_release(filter);
    if (error) errno = -error;
    return error ? ERR_IO : ERR_OK;
}

Err sandbox_lock_calls(const SandboxPlan *plan) {
    if (!handle_traps(on_call_probed)) return ERR_IO;
    scmp_filter_ctx filter = seccomp_init(SANITIZED ? SCMP_ACT_ALLOW : SCMP_ACT_TRAP);
    if (!filter) return ERR_IO;
    int error;
    if (SANITIZED) {
        error = forbid_calls(filter, never_calls);
        if (!error) error = seccomp_rule_add(filter, SCMP_ACT_TRAP, SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_NE, AF_UNIX, 0));
    } else {
        error = allow_calls(filter, common_calls);
        if (!error) error = allow_calls(filter, probing_calls);
        if (!error) error = allow_calls(filter, plan->calls);
        if (!error && plan->may_call_peers) error = allow_peers(filter);
    }
    return load(filter, error);
}

Err sandbox_end_probing(const SandboxPlan *plan) {
    if (!handle_traps(on_call_forbidden)) return ERR_IO;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) return ERR_IO;
    int error = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(rt_sigaction), 1, SCMP_A0(SCMP_CMP_EQ, SIGSYS, 0));
    if (!error && !plan->may_narrow && !SANITIZED) error = forbid_calls(filter, &probing_calls[1]);
    return load(filter, error);
}

// What the library would load, as bytes: it can only write them to a file.
static Err export(Arena *arena, scmp_filter_ctx filter, SandboxNarrow *out) {
    struct stat status;
    int file = memfd_create("filter", MFD_CLOEXEC);
    bool fine = file >= 0 && seccomp_export_bpf(filter, file) == 0 && fstat(file, &status) == 0 &&
                status.st_size <= (off_t)(BPF_MAXINSNS * sizeof(struct sock_filter));
    size_t size = fine ? (size_t)status.st_size : 0;
    struct sock_filter *code = arena_alloc(arena, size);
    fine = fine && pread(file, code, size, 0) == (ssize_t)size;
    if (file >= 0) close(file);
    *out = (SandboxNarrow){code, (uint16_t)(size / sizeof *code)};
    return fine ? ERR_OK : ERR_IO;
}

Err sandbox_narrow_make(Arena *arena, const char *const *calls, SandboxNarrow *out) {
    *out = (SandboxNarrow){0};
    if (SANITIZED) return ERR_OK;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_TRAP);
    if (!filter) return ERR_IO;
    int error = allow_calls(filter, common_calls);
    if (!error) error = allow_calls(filter, calls);
    Err err = error ? ERR_IO : export(arena, filter, out);
    seccomp_release(filter);
    return err;
}

// That nothing is gained by running another program is inherited from who was locked before.
Err sandbox_narrow(const SandboxNarrow *narrow, uint64_t memory_bytes) {
    struct rlimit memory = {.rlim_cur = memory_bytes, .rlim_max = memory_bytes};
    struct sock_fprog program = {.len = narrow->length, .filter = (struct sock_filter *)narrow->code};
    if (SANITIZED) return ERR_OK;
    bool fine = setrlimit(RLIMIT_DATA, &memory) == 0 && setrlimit(RLIMIT_FSIZE, &memory) == 0 &&
                syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
    return fine ? ERR_OK : ERR_IO;
}
