// Names of the spool's files, and the head of an open segment.
#include "store/segment_files.h"

#include "store/disk.h"

#include <stdio.h>

void segment_file_name(uint32_t number, char out[SEGMENT_FILE_NAME]) {
    snprintf(out, SEGMENT_FILE_NAME, "%08u.seg", (unsigned)number);
}

uint32_t segment_file_number(const char *name) {
    char expected[SEGMENT_FILE_NAME];
    Str digits, rest;
    int64_t number;
    if (!str_cut(str_from(name), '.', &digits, &rest)) return 0;
    while (digits.len > 1 && digits.ptr[0] == '0') {
        digits = str_slice(digits, 1, digits.len);
    }
    if (!str_int(digits, &number) || number <= 0 || number > UINT32_MAX) return 0;
    segment_file_name((uint32_t)number, expected);
    return strcmp(name, expected) == 0 ? (uint32_t)number : 0;
}

void segment_large_name(Id id, char out[SEGMENT_LARGE_NAME]) {
    sodium_bin2hex(out, SEGMENT_LARGE_NAME, id.bytes, sizeof id.bytes);
}

Err segment_file_head(int file, SegmentHead *out) {
    unsigned char bytes[SEGMENT_HEAD];
    size_t got;
    if (disk_read(file, 0, bytes, sizeof bytes, &got) != ERR_OK) return ERR_IO;
    return got == sizeof bytes && segment_head_read(BYTES_OF(bytes), out) == ERR_OK ? ERR_OK : ERR_SEALED;
}
