// Files whole in and whole out. A file that could not be written whole is taken away, so that no build goes on with half of it.
#include "make.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void *must(void *memory) {
    if (memory == NULL) {
        perror(program_invocation_short_name);
        exit(1);
    }
    return memory;
}

void say_fault(const char *file, int line, const char *format, va_list args) {
    fprintf(stderr, "%s:%d: ", file, line);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
}

char *read_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t length = 0, room = 0;
    if (file == NULL) return NULL;
    do {
        if (room - length < 4096) {
            room = room * 2 + 8192;
            text = must(realloc(text, room));
        }
        length += fread(text + length, 1, room - length - 1, file);
    } while (!feof(file) && !ferror(file));
    text[length] = '\0';
    if (ferror(file) || strlen(text) != length) {
        free(text);
        text = NULL;
        errno = EINVAL;
    }
    fclose(file);
    return text;
}

NewFile *file_begin(const char *path) {
    NewFile *file = must(calloc(1, sizeof *file));
    file->path = path;
    file->out = must(open_memstream(&file->text, &file->length));
    return file;
}

void file_end(NewFile *file) {
    if (fclose(file->out) != 0) must(NULL);
    char *old = read_whole(file->path);
    if (old != NULL && strcmp(old, file->text) == 0) return;
    FILE *out = must(fopen(file->path, "wb"));
    bool written = fwrite(file->text, 1, file->length, out) == file->length;
    if (fclose(out) != 0 || !written) {
        remove(file->path);
        must(NULL);
    }
}
