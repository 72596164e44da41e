// print: one form of one incident, to be made as a file. Everything that it shows is in the request; the printer keeps nothing.
// Body of the answer: the file. Also what the printer says of itself when asked for its status.
#pragma once

#include "wire/frame.h"

typedef enum DocumentKind { DOCUMENT_PDF = 1, DOCUMENT_XLSX, DOCUMENT_KIND_END } DocumentKind;

enum {
    DOCUMENT_RECEIPT_MOST = 256,
    DOCUMENT_INCIDENT_MOST = 4 << 20,
    DOCUMENT_PREVIOUS_MOST = 1 << 20,
    DOCUMENT_MOST = DOCUMENT_INCIDENT_MOST + DOCUMENT_PREVIOUS_MOST + 2048
};

typedef struct Document {
    uint8_t kind;        // a DocumentKind
    uint8_t stage, lang; // as the form and the words count them
    int64_t at;          // moment of preparing
    int64_t previous_at; // of the filing before it; INT64_MIN: not known
    Str form, to;        // ids; `to` may be empty: whoever the form names
    Str receipt, previous_receipt;
    Str incident; // JSON
    Str previous; // JSON: as it was last filed, to mark what changed; empty: none
} Document;

void document_write(ByteWriter *out, const Document *document);
MUST_CHECK Err document_read(Bytes payload, Document *out);

// Reasons of OUTCOME_REFUSED.
typedef enum DocumentRefusal {
    DOCUMENT_NO_FORM = 1, // none of that name on that day
    DOCUMENT_NO_STAGE,    // the form is not made at that stage
    DOCUMENT_NO_WINDOW,
    DOCUMENT_NO_INCIDENT, // its facts cannot be read
    DOCUMENT_TOO_LONG,    // more pages or rows than anyone reads
    DOCUMENT_NOT_MADE,    // a library or the system failed
    DOCUMENT_CRASHED,     // the process that made it died
    DOCUMENT_LATE,        // it took too long
} DocumentRefusal;

typedef struct PrinterStatus {
    uint32_t running, waiting; // documents
    uint64_t made, failed;     // since start
} PrinterStatus;

void printer_status_write(ByteWriter *out, const PrinterStatus *status);
MUST_CHECK Err printer_status_read(Bytes body, PrinterStatus *out);
