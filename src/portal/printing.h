// One form as a file, made by the printer. What can be made here without it (text, a page) is made here.
#pragma once

#include "web/request.h"
#include "wire/document.h"

// ERR_TOO_BIG: more than anyone reads. ERR_REFUSED: the form is not made at that stage or on that day. ERR_IO: the printer has
// no time or does not answer.
MUST_CHECK Err printing_make(const Request *request, const Document *document, Str *out);
