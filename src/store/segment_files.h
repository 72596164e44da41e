// What the reader and the writer of segments share: names of files, and reading from an open one. For them alone.
#pragma once

#include "store/segment.h"

#define SEGMENT_LARGE_FOLDER "large"
enum { SEGMENT_FILE_NAME = 16, SEGMENT_LARGE_NAME = 33 };

void segment_file_name(uint32_t number, char out[SEGMENT_FILE_NAME]);
uint32_t segment_file_number(const char *name); // 0: it is no segment
void segment_large_name(Id id, char out[SEGMENT_LARGE_NAME]);
MUST_CHECK Err segment_file_head(int file, SegmentHead *out); // ERR_SEALED: it has none
void segment_reader_skip_large(SegmentReader *reader);        // large blobs are left empty
