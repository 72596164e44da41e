// What the makers of C sources (mkwords, mkquery, mkpage) share: faults with their place, whole files in, files out only where
// they differ. Their memory is never given back: they end in a moment. It knows nothing of what is made.
#pragma once

#include <stdarg.h>
#include <stdio.h>

// The memory, or the end of the program with what the system says.
void *must(void *memory);
// "FILE:LINE: what is wrong", for everybody to see.
void say_fault(const char *file, int line, const char *format, va_list args);
// NULL: errno says why; a zero byte inside is none of ours (EINVAL).
char *read_whole(const char *path);

// A file on its way: written only if its content is another one, so that what was made from it stays.
typedef struct NewFile {
    const char *path;
    char *text;
    size_t length;
    FILE *out;
} NewFile;

NewFile *file_begin(const char *path);
void file_end(NewFile *file);
