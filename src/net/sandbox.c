// The order of locking: what needs rights first, what takes them away last.
#include "net/sandbox.h"

#include "net/sandbox_parts.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool set_limits(const SandboxPlan *plan) {
    struct rlimit none = {0}, files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return false;
    if (files.rlim_max > plan->files_most) files.rlim_max = plan->files_most; // never more than the system gives
    files.rlim_cur = files.rlim_max;
    return setrlimit(RLIMIT_CORE, &none) == 0 && setrlimit(RLIMIT_NOFILE, &files) == 0;
}

// Without rights a network of one's own would cost a user namespace, and with it all the kernel's code for administrators.
static bool leave_network(SandboxResult *out) {
    if (geteuid() != 0) return true;
    out->own_network = unshare(CLONE_NEWNET) == 0;
    return out->own_network || errno == EPERM || errno == EINVAL || errno == ENOSPC;
}

static bool drop_capabilities(void) {
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {0};
    return syscall(SYS_capset, &head, none) == 0;
}

// A change of user forgets whom to follow into death.
static bool become_user(const SandboxPlan *plan) {
    bool changes = plan->user != 0 && geteuid() == 0;
    if (changes && (setgroups(0, NULL) != 0 || setresgid(plan->group, plan->group, plan->group) != 0 ||
                    setresuid(plan->user, plan->user, plan->user) != 0))
        return false;
    return drop_capabilities() && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static bool opens(const char *path) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) close(file);
    return file >= 0;
}

static bool makes_socket(int family) {
    int socket_made = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_made >= 0) close(socket_made);
    return socket_made >= 0;
}

// Where running is forbidden, the call does not come as far as to find out that there is no such program.
static bool runs(void) {
    char *const nothing[] = {NULL};
    execve("", nothing, nothing);
    return errno != EPERM;
}

static bool probe(SandboxResult *out) {
    out->step = SANDBOX_PROBE_OPEN;
    if (opens("/etc/passwd") || opens("/") || opens("/proc/self/maps")) return false;
    out->step = SANDBOX_PROBE_SOCKET;
    if (makes_socket(AF_INET) || makes_socket(AF_INET6)) return false;
    out->step = SANDBOX_PROBE_RUN;
    return !runs();
}

static Err failed(SandboxResult *out, Err err) {
    out->error = errno;
    return err;
}

Err sandbox_leave(const SandboxPlan *plan, SandboxResult *out) {
    *out = (SandboxResult){.step = SANDBOX_LIMITS};
    if (!set_limits(plan)) return failed(out, ERR_IO);
    out->step = SANDBOX_NETWORK;
    if (!leave_network(out)) return failed(out, ERR_IO);
    out->step = SANDBOX_USER;
    return become_user(plan) ? ERR_OK : failed(out, ERR_IO);
}

Err sandbox_enter(const SandboxPlan *plan, SandboxResult *out) {
    out->step = SANDBOX_FOLDERS;
    if (prctl(PR_SET_DUMPABLE, 0) != 0 || sandbox_lock_paths(plan, &out->landlock) != ERR_OK) return failed(out, ERR_IO);
    out->step = SANDBOX_CALLS;
    if (sandbox_lock_calls(plan) != ERR_OK) return failed(out, ERR_IO);
    if (!probe(out)) return failed(out, ERR_REFUSED);
    out->step = SANDBOX_CALLS;
    if (sandbox_end_probing(plan) != ERR_OK) return failed(out, ERR_IO);
    out->step = SANDBOX_DONE;
    return ERR_OK;
}
