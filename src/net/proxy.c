// Signature, version and command, family, length, addresses. Streams over IPv4 and IPv6 only.
#include "net/proxy.h"

enum { FIXED_BYTES = 16, TCP_IPV4 = 0x11, TCP_IPV6 = 0x21, IPV4_BYTES = 12, IPV6_BYTES = 36, LOCAL = 0x20, PROXY = 0x21 };

static const unsigned char signature[12] = "\r\n\r\n\0\r\nQUIT\n";

HttpState proxy_head_read(Bytes so_far, ProxyHead *out) {
    *out = (ProxyHead){0};
    size_t begun = so_far.len < sizeof signature ? so_far.len : sizeof signature;
    if (begun > 0 && memcmp(so_far.ptr, signature, begun) != 0) return HTTP_REFUSED;
    if (so_far.len < FIXED_BYTES) return HTTP_MORE;
    unsigned command = so_far.ptr[12], family = so_far.ptr[13];
    size_t length = (size_t)so_far.ptr[14] << 8 | so_far.ptr[15];
    size_t needs = family == TCP_IPV4 ? IPV4_BYTES : family == TCP_IPV6 ? IPV6_BYTES : SIZE_MAX;
    out->is_own = command == LOCAL;
    if (command != LOCAL && (command != PROXY || length < needs)) return HTTP_REFUSED;
    if (FIXED_BYTES + length > PROXY_HEAD_MOST) return HTTP_REFUSED;
    if (so_far.len < FIXED_BYTES + length) return HTTP_MORE;
    out->size = FIXED_BYTES + length;
    if (!out->is_own && family == TCP_IPV4) out->client = peer_of_ipv4(so_far.ptr + FIXED_BYTES);
    if (!out->is_own && family == TCP_IPV6) memcpy(out->client.address, so_far.ptr + FIXED_BYTES, sizeof out->client.address);
    return HTTP_WHOLE;
}
