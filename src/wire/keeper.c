// The status of the keeper, byte by byte.
#include "wire/keeper.h"

void keeper_status_write(ByteWriter *out, const KeeperStatus *status) {
    bytes_put_u64(out, status->leaves);
    bytes_put_u64(out, status->opened);
    bytes_put_u64(out, status->refused);
    bytes_put_u32(out, status->grants);
    bytes_put_u8(out, status->takes_orders);
}

Err keeper_status_read(Bytes body, KeeperStatus *out) {
    ByteReader in = bytes_reader(body);
    out->leaves = bytes_take_u64(&in);
    out->opened = bytes_take_u64(&in);
    out->refused = bytes_take_u64(&in);
    out->grants = bytes_take_u32(&in);
    uint8_t takes = bytes_take_u8(&in);
    out->takes_orders = takes == 1;
    return bytes_ended(&in) && takes <= 1 ? ERR_OK : ERR_INPUT;
}
