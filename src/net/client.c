// A call: the frame is sent as far as the other side takes it, the answer read as far as it has come, and in between the
// process waits no longer than it was told to. Knows no payload.
#include "net/client.h"

#include "base/now.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum { ANSWER_MOST = 1 << 20, PARTS_MOST = 32 };

void client_close(Client *client) {
    if (client->socket >= 0) {
        close(client->socket);
    }
    client->socket = -1;
}

static Err socket_wait(const Client *client, short events, int64_t until_ms) {
    for (;;) {
        int64_t left = until_ms - boot_ms();
        struct pollfd on = {.fd = client->socket, .events = events};
        int ready = left > 0 ? poll(&on, 1, (int)left) : 0;
        if (ready > 0) return ERR_OK;
        if (ready == 0 || errno != EINTR) return ERR_IO;
    }
}

Err client_connect(Client *client, const char *path, int timeout_ms) {
    *client = (Client){.socket = -1, .timeout_ms = timeout_ms, .answer_most = ANSWER_MOST};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return ERR_INPUT;
    memcpy(address.sun_path, path, strlen(path) + 1);
    client->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int64_t until_ms = boot_ms() + timeout_ms;
    while (client->socket >= 0 && connect(client->socket, (struct sockaddr *)&address, sizeof address) != 0) {
        // A full backlog of a unix socket cannot be polled for.
        bool full = errno == EAGAIN && boot_ms() < until_ms;
        if (full) {
            poll(NULL, 0, 5);
        } else if (errno != EINTR) {
            client_close(client);
        }
    }
    return client->socket < 0 ? ERR_IO : ERR_OK;
}

// What is still to be sent: a head and parts, of which the first `sent` bytes are gone.
static size_t parts_gather(const struct iovec *all, size_t count, size_t sent, struct iovec *out) {
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        size_t gone = sent < all[i].iov_len ? sent : all[i].iov_len;
        sent -= gone;
        if (gone < all[i].iov_len) {
            out[used++] = (struct iovec){(char *)all[i].iov_base + gone, all[i].iov_len - gone};
        }
    }
    return used;
}

static Err frame_send(Client *client, const struct iovec *all, size_t count, int64_t until_ms) {
    struct iovec left[PARTS_MOST + 1];
    size_t sent = 0;
    for (;;) {
        struct msghdr message = {.msg_iov = left, .msg_iovlen = parts_gather(all, count, sent, left)};
        if (message.msg_iovlen == 0) return ERR_OK;
        ssize_t now = sendmsg(client->socket, &message, MSG_NOSIGNAL);
        if (now >= 0) {
            sent += (size_t)now;
        } else if (errno == EAGAIN) {
            if (socket_wait(client, POLLOUT, until_ms) != ERR_OK) return ERR_IO;
        } else if (errno != EINTR) {
            return ERR_IO;
        }
    }
}

static Err bytes_receive(Client *client, unsigned char *out, size_t len, int64_t until_ms) {
    while (len > 0) {
        ssize_t got = recv(client->socket, out, len, 0);
        if (got > 0) {
            out += got;
            len -= (size_t)got;
        } else if (got == 0) {
            return ERR_IO;
        } else if (errno == EAGAIN) {
            if (socket_wait(client, POLLIN, until_ms) != ERR_OK) return ERR_IO;
        } else if (errno != EINTR) {
            return ERR_IO;
        }
    }
    return ERR_OK;
}

static Err answer_receive(Client *client, Arena *arena, uint8_t kind, int64_t until_ms, FrameAnswer *out) {
    unsigned char bytes[FRAME_HEAD_BYTES];
    FrameHead head;
    if (bytes_receive(client, bytes, sizeof bytes, until_ms) != ERR_OK) return ERR_IO;
    if (frame_head_read(bytes, &head) != ERR_OK || head.kind != (kind | FRAME_IS_ANSWER)) return ERR_IO;
    if (head.length > client->answer_most) return ERR_TOO_BIG;
    unsigned char *payload = arena_alloc(arena, head.length);
    if (bytes_receive(client, payload, head.length, until_ms) != ERR_OK) return ERR_IO;
    return frame_answer_read((Bytes){payload, head.length}, out) == ERR_OK ? ERR_OK : ERR_IO;
}

Err client_call(Client *client, Arena *arena, uint8_t kind, const Bytes *parts, size_t count, FrameAnswer *out) {
    struct iovec all[PARTS_MOST + 1];
    unsigned char head[FRAME_HEAD_BYTES];
    uint64_t length = 0;
    if (client->socket < 0) return ERR_IO;
    if (count > PARTS_MOST) return ERR_TOO_BIG;
    for (size_t i = 0; i < count; i++) {
        all[i + 1] = (struct iovec){(void *)parts[i].ptr, parts[i].len};
        length += parts[i].len;
    }
    if (length > UINT32_MAX) return ERR_TOO_BIG;
    frame_head_write(head, (FrameHead){kind, (uint32_t)length});
    all[0] = (struct iovec){head, sizeof head};
    int64_t until_ms = boot_ms() + client->timeout_ms;
    Err err = frame_send(client, all, count + 1, until_ms);
    if (err == ERR_OK) err = answer_receive(client, arena, kind, until_ms, out);
    if (err != ERR_OK) client_close(client);
    return err;
}

Err client_send(Client *client, Bytes piece) {
    struct iovec all = {(void *)piece.ptr, piece.len};
    Err err = client->socket < 0 ? ERR_IO : frame_send(client, &all, 1, boot_ms() + client->timeout_ms);
    if (err != ERR_OK) client_close(client);
    return err;
}

Err client_begin(Client *client, uint8_t kind, uint64_t length) {
    unsigned char head[FRAME_HEAD_BYTES];
    if (length > UINT32_MAX) return ERR_TOO_BIG;
    frame_head_write(head, (FrameHead){kind, (uint32_t)length});
    return client_send(client, BYTES_OF(head));
}

Err client_end(Client *client, Arena *arena, uint8_t kind, FrameAnswer *out) {
    Err err = client->socket < 0 ? ERR_IO : answer_receive(client, arena, kind, boot_ms() + client->timeout_ms, out);
    if (err != ERR_OK) client_close(client);
    return err;
}
