// The file of a request into a draft: sealed, kept, noted. The same for the page and for programs.
#pragma once

#include "portal/keep.h"

typedef struct FileTrouble {
    int status; // 0: none
    Msg msg;
    Str arg;
} FileTrouble;

uint64_t file_add_bytes(const DraftFileList *files); // all of them together
// The draft is there already. Under the name of the upload if that has none of its own.
FileTrouble file_add(const Request *request, Kept *kept, Str name, DraftFile *out);
