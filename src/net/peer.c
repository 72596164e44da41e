// IPv4 is written into IPv6, so that everybody else knows one kind of address.
#include "net/peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

Peer peer_of_ipv4(const unsigned char address[4]) {
    Peer peer;
    memcpy(peer.address, mapped, sizeof mapped);
    memcpy(peer.address + sizeof mapped, address, 4);
    return peer;
}

Peer peer_of_socket(int socket) {
    struct sockaddr_storage address = {0};
    socklen_t len = sizeof address;
    Peer peer = {{0}};
    if (getpeername(socket, (struct sockaddr *)&address, &len) != 0) return peer;
    if (address.ss_family == AF_INET) {
        peer = peer_of_ipv4((const unsigned char *)&((const struct sockaddr_in *)(const void *)&address)->sin_addr);
    } else if (address.ss_family == AF_INET6) {
        memcpy(peer.address, &((const struct sockaddr_in6 *)(const void *)&address)->sin6_addr, sizeof peer.address);
    }
    return peer;
}

bool peer_eq(Peer a, Peer b) {
    return memcmp(a.address, b.address, sizeof a.address) == 0;
}

bool peer_is_here(Peer peer) {
    static const unsigned char here[4] = {127, 0, 0, 1};
    static const Peer here6 = {{[15] = 1}};
    return peer_eq(peer, peer_of_ipv4(here)) || peer_eq(peer, here6);
}

uint64_t peer_prefix(Peer peer) {
    bool is_ipv4 = memcmp(peer.address, mapped, sizeof mapped) == 0;
    const unsigned char *from = is_ipv4 ? peer.address + sizeof mapped : peer.address;
    uint64_t prefix = is_ipv4; // the last byte of a /56 is free to tell the two apart
    for (int i = 0; i < (is_ipv4 ? 3 : 7); i++) prefix |= (uint64_t)from[i] << (56 - 8 * i);
    return prefix;
}

bool peer_read(const char *text, Peer *out) {
    struct in_addr ipv4;
    if (inet_pton(AF_INET, text, &ipv4) == 1) {
        *out = peer_of_ipv4((const unsigned char *)&ipv4);
        return true;
    }
    return inet_pton(AF_INET6, text, out->address) == 1;
}
