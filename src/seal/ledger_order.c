// The bytes of such an order. Knows no rule.
#include "seal/ledger_order.h"

enum { ORDER_VERSION = 1 };

void ledger_order_write(ByteWriter *out, const LedgerOrder *order) {
    ByteWriter event = bytes_writer(out->arena, LEDGER_EVENT_MAX);
    ledger_event_write(&event, &order->event);
    bytes_put_u8(out, ORDER_VERSION);
    bytes_put_sized(out, bytes_written(&event));
    bytes_put(out, BYTES_OF(order->officer.bytes));
    bytes_put(out, BYTES_OF(order->second.bytes));
    bytes_put(out, BYTES_OF(order->reply.box.bytes));
    bytes_put(out, BYTES_OF(order->mailbox.bytes));
    out->overflowed |= event.overflowed;
}

Err ledger_order_read(Bytes source, LedgerOrder *out) {
    ByteReader in = bytes_reader(source);
    bool known = bytes_take_u8(&in) == ORDER_VERSION;
    Bytes event = bytes_take_sized(&in, LEDGER_EVENT_MAX);
    bytes_take_into(&in, out->officer.bytes, sizeof out->officer.bytes);
    bytes_take_into(&in, out->second.bytes, sizeof out->second.bytes);
    bytes_take_into(&in, out->reply.box.bytes, sizeof out->reply.box.bytes);
    bytes_take_into(&in, out->mailbox.bytes, sizeof out->mailbox.bytes);
    if (!bytes_ended(&in) || !known || ledger_event_read(event, &out->event) != ERR_OK) return ERR_INPUT;
    bool open = id_is_zero(out->event.office) && id_is_zero(out->event.officer) && id_is_zero(out->event.second);
    return open ? ERR_OK : ERR_INPUT;
}
