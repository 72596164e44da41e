// Any bytes as a request to the printer: never a crash; what is accepted keeps to its ceilings and holds nothing but text.
#include "wire/document.h"

#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
    if (!holds) __builtin_trap();
}

static void must_be_text(Str text, size_t most) {
    must(text.len <= most && utf8_valid_prefix(text) == text.len && (text.len == 0 || !memchr(text.ptr, 0, text.len)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Document document;
    PrinterStatus status;
    (void)!printer_status_read((Bytes){data, size}, &status);
    if (document_read((Bytes){data, size}, &document) != ERR_OK) return 0;
    must(document.kind == DOCUMENT_PDF || document.kind == DOCUMENT_XLSX);
    must(document.lang < 3 && document.stage < 8);
    must_be_text(document.receipt, DOCUMENT_RECEIPT_MOST);
    must_be_text(document.previous_receipt, DOCUMENT_RECEIPT_MOST);
    must_be_text(document.incident, DOCUMENT_INCIDENT_MOST);
    must_be_text(document.previous, DOCUMENT_PREVIOUS_MOST);
    must(document.form.len <= 255 && document.to.len <= 255);
    // All of it was taken: written again it is the same, and one byte shorter it is none.
    static Arena arena;
    arena_reset(&arena);
    ByteWriter again = bytes_writer(&arena, size + 64);
    document_write(&again, &document);
    must(!again.overflowed && bytes_eq(bytes_written(&again), (Bytes){data, size}));
    must(document_read((Bytes){data, size - 1}, &document) != ERR_OK);
    return 0;
}
