// A call to the printer. Whatever goes wrong there, the person keeps what she has written.
#include "portal/printing.h"

#include "base/limits.h"
#include "net/client.h"
#include "portal/portal.h"

enum { CALL_MS = 60000 };

static Err outcome_of(const FrameAnswer *answer, Str *out) {
    *out = (Str){(const char *)answer->body.ptr, answer->body.len};
    if (answer->outcome == OUTCOME_OK) return ERR_OK;
    if (answer->outcome == OUTCOME_TOO_BIG) return ERR_TOO_BIG;
    if (answer->outcome != OUTCOME_REFUSED) return ERR_IO;
    bool is_long = answer->reason == DOCUMENT_TOO_LONG, has_none = answer->reason <= DOCUMENT_NO_INCIDENT;
    return is_long ? ERR_TOO_BIG : has_none ? ERR_REFUSED : ERR_IO;
}

Err printing_make(const Request *request, const Document *document, Str *out) {
    Client client;
    FrameAnswer answer;
    ByteWriter bytes = bytes_writer(request->arena, DOCUMENT_MOST);
    document_write(&bytes, document);
    if (bytes.overflowed) return ERR_TOO_BIG;
    Bytes part = bytes_written(&bytes);
    if (client_connect(&client, portal_of(request)->printer, CALL_MS) != ERR_OK) return ERR_IO;
    client.answer_most = LIMIT_PRINT_BYTES;
    Err err = client_call(&client, request->arena, FRAME_PRINT, &part, 1, &answer);
    client_close(&client);
    return err == ERR_OK ? outcome_of(&answer, out) : ERR_IO;
}
