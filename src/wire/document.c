// Strict: nothing unknown, nothing behind the end, every text UTF-8.
#include "wire/document.h"

#include "base/utf8.h"

enum { DOCUMENT_VERSION = 2, STAGES_MOST = 8, LANGS_MOST = 3 };

static Str take_text(ByteReader *reader, size_t ceiling) {
    Bytes bytes = bytes_take_sized(reader, ceiling);
    Str text = {(const char *)bytes.ptr, bytes.len};
    if (bytes.len > 0 && (utf8_valid_prefix(text) != text.len || memchr(text.ptr, 0, text.len))) reader->broken = true;
    return bytes.len > 0 ? text : (Str){"", 0};
}

Err document_read(Bytes payload, Document *out) {
    ByteReader reader = bytes_reader(payload);
    uint8_t version = bytes_take_u8(&reader);
    out->kind = bytes_take_u8(&reader);
    out->stage = bytes_take_u8(&reader);
    out->lang = bytes_take_u8(&reader);
    out->at = (int64_t)bytes_take_u64(&reader);
    out->previous_at = (int64_t)bytes_take_u64(&reader);
    out->form = bytes_take_name(&reader);
    out->to = bytes_take_name(&reader);
    out->receipt = take_text(&reader, DOCUMENT_RECEIPT_MOST);
    out->previous_receipt = take_text(&reader, DOCUMENT_RECEIPT_MOST);
    out->incident = take_text(&reader, DOCUMENT_INCIDENT_MOST);
    out->previous = take_text(&reader, DOCUMENT_PREVIOUS_MOST);
    bool known = version == DOCUMENT_VERSION && out->kind > 0 && out->kind < DOCUMENT_KIND_END && out->stage < STAGES_MOST &&
                 out->lang < LANGS_MOST;
    return known && bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}

void document_write(ByteWriter *out, const Document *document) {
    bytes_put_u8(out, DOCUMENT_VERSION);
    bytes_put_u8(out, document->kind);
    bytes_put_u8(out, document->stage);
    bytes_put_u8(out, document->lang);
    bytes_put_u64(out, (uint64_t)document->at);
    bytes_put_u64(out, (uint64_t)document->previous_at);
    bytes_put_name(out, document->form);
    bytes_put_name(out, document->to);
    bytes_put_sized(out, bytes_of_str(document->receipt));
    bytes_put_sized(out, bytes_of_str(document->previous_receipt));
    bytes_put_sized(out, bytes_of_str(document->incident));
    bytes_put_sized(out, bytes_of_str(document->previous));
}

void printer_status_write(ByteWriter *out, const PrinterStatus *status) {
    bytes_put_u32(out, status->running);
    bytes_put_u32(out, status->waiting);
    bytes_put_u64(out, status->made);
    bytes_put_u64(out, status->failed);
}

Err printer_status_read(Bytes body, PrinterStatus *out) {
    ByteReader reader = bytes_reader(body);
    *out = (PrinterStatus){.running = bytes_take_u32(&reader), .waiting = bytes_take_u32(&reader)};
    out->made = bytes_take_u64(&reader);
    out->failed = bytes_take_u64(&reader);
    return bytes_ended(&reader) ? ERR_OK : ERR_INPUT;
}
