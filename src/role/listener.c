// The socket is made under a second name and then put in place: nobody can ask it before it has its owner. Its folder is opened
// and the socket named through it, since a path may be longer than the address of a socket holds.
#include "role/listener.h"

#include "role/rights.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { WAITING_MOST = 1024, PUBLIC_WAITING_MOST = 4096, PUBLIC_TRIES = 60, PUBLIC_WAIT_MS = 50, NAME_BYTES = 64 };

static bool put_in_place(int folder, const char *fresh, const char *name, Str data, const Config *config) {
    bool changes = rights_change_user(data, config);
    return fchmodat(folder, fresh, 0660, 0) == 0 && (!changes || fchownat(folder, fresh, 0, rights_group(config), 0) == 0) &&
           renameat(folder, fresh, folder, name) == 0;
}

static int bind_in(int folder, const char *name, Str data, const Config *config) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char fresh[NAME_BYTES], lasting[NAME_BYTES];
    snprintf(fresh, sizeof fresh, "%s.new", name);
    snprintf(lasting, sizeof lasting, "%s.sock", name);
    snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/%s", folder, fresh);
    (void)!unlinkat(folder, fresh, 0); // of a start that was broken off
    int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool fine = listener >= 0 && bind(listener, (struct sockaddr *)&address, sizeof address) == 0 &&
                listen(listener, WAITING_MOST) == 0 && put_in_place(folder, fresh, lasting, data, config);
    if (!fine && listener >= 0) close(listener);
    return fine ? listener : -1;
}

int listener_open(Str data, const char *name, const Config *config) {
    Arena arena = arena_make(NULL, NULL);
    int folder = open(str_c(&arena, str_format(&arena, "%.*s/run", STR_ARG(data))), O_PATH | O_DIRECTORY | O_CLOEXEC);
    arena_free(&arena);
    if (folder < 0) return -1;
    int listener = bind_in(folder, name, data, config);
    close(folder);
    return listener;
}

static int listen_once(const struct sockaddr *address, socklen_t len) {
    const int yes = 1;
    int listener = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    bool fine = listener >= 0 && setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
                bind(listener, address, len) == 0 && listen(listener, PUBLIC_WAITING_MOST) == 0;
    int error = errno;
    if (!fine && listener >= 0) close(listener);
    errno = error;
    return fine ? listener : -1;
}

// Connections of an office before do not hold the address; its gate does, for the moment in which a killed office ends.
static int listen_at(const struct sockaddr *address, socklen_t len) {
    int listener = listen_once(address, len);
    for (int i = 0; listener < 0 && errno == EADDRINUSE && i < PUBLIC_TRIES; i++) {
        poll(NULL, 0, PUBLIC_WAIT_MS);
        listener = listen_once(address, len);
    }
    return listener;
}

int listener_public(const Address *address) {
    char host[NAME_BYTES];
    struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)address->port)};
    struct sockaddr_in6 ipv6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)address->port)};
    if (address->host.len >= sizeof host) return -1;
    memcpy(host, address->host.ptr, address->host.len);
    host[address->host.len] = 0;
    if (inet_pton(AF_INET, host, &ipv4.sin_addr) == 1) return listen_at((const struct sockaddr *)&ipv4, sizeof ipv4);
    if (inet_pton(AF_INET6, host, &ipv6.sin6_addr) == 1) return listen_at((const struct sockaddr *)&ipv6, sizeof ipv6);
    return -1;
}
