// Who is at the other end, as an address. People are counted by prefix, since one household or one attacker has a whole one:
// /24 of IPv4, /56 of IPv6. It is counted with and then forgotten: no address is logged or stored.
#pragma once

#include <stdbool.h>
#include <stdint.h>

typedef struct Peer {
    unsigned char address[16]; // IPv4 as ::ffff:a.b.c.d; all zero: not known
} Peer;

Peer peer_of_ipv4(const unsigned char address[4]);
Peer peer_of_socket(int socket); // the other end of it
bool peer_eq(Peer a, Peer b);
bool peer_is_here(Peer peer); // 127.0.0.1 or ::1
uint64_t peer_prefix(Peer peer);
// "192.0.2.7", "2001:db8::1"; false: neither.
bool peer_read(const char *text, Peer *out);
