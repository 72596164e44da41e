// Packs a directory tree into a C file, so that the program carries it as embedded_NAME: mkembed OUT.c NAME DIR.
// Each file becomes one array, written as string literals line by line (fast to compile, readable); the table is
// sorted by path. Hidden names are left out and links are not followed, as when a pack is read from a directory.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct Paths {
    char **items;
    size_t count, room;
} Paths;

static void *must(void *memory, const char *what) {
    if (memory == NULL) {
        perror(what);
        exit(1);
    }
    return memory;
}

static char *path_join(const char *dir, const char *name) {
    size_t room = strlen(dir) + strlen(name) + 2;
    char *path = must(malloc(room), dir);
    snprintf(path, room, "%s/%s", dir, name);
    return path;
}

static void list_tree(Paths *paths, const char *dir) {
    DIR *stream = must(opendir(dir), dir);
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        struct stat about;
        if (entry->d_name[0] == '.') continue;
        char *path = path_join(dir, entry->d_name);
        if (lstat(path, &about) != 0) must(NULL, path);
        if (S_ISREG(about.st_mode)) {
            if (paths->count == paths->room) {
                paths->room = paths->room * 2 + 64;
                paths->items = must(realloc(paths->items, paths->room * sizeof *paths->items), path);
            }
            paths->items[paths->count++] = path;
            continue;
        }
        if (S_ISDIR(about.st_mode)) list_tree(paths, path);
        free(path);
    }
    closedir(stream);
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void put_byte(FILE *out, int c) {
    if (c == '"' || c == '\\' || c == '?') // "??" would begin a trigraph
        fprintf(out, "\\%c", c);
    else if (c < 0x20 || c == 0x7F)
        fprintf(out, "\\%03o", (unsigned)c);
    else
        fputc(c, out);
}

// FNV-1a: it tells versions of our own files apart, and guards nothing.
static uint64_t put_file(FILE *out, const char *path, size_t number) {
    FILE *in = must(fopen(path, "rb"), path);
    uint64_t tag = 0xcbf29ce484222325;
    fprintf(out, "\n// %s\nstatic const unsigned char file_%zu[] =\n    \"", path, number);
    for (int c; (c = fgetc(in)) != EOF;) {
        tag = (tag ^ (uint64_t)c) * 0x100000001b3;
        if (c != '\n') {
            put_byte(out, c);
            continue;
        }
        fputs("\\n\"\n    \"", out);
    }
    fputs("\";\n", out);
    if (ferror(in)) must(NULL, path);
    fclose(in);
    return tag;
}

int main(int argc, char **argv) {
    Paths paths = {0};
    if (argc != 4) {
        fputs("usage: mkembed OUT.c NAME DIR\n", stderr);
        return 1;
    }
    list_tree(&paths, argv[3]);
    qsort(paths.items, paths.count, sizeof *paths.items, compare_paths);
    FILE *out = must(fopen(argv[1], "wb"), argv[1]);
    fprintf(out, "// Made from %s by tools/mkembed.c.\n#include \"base/embedded.h\"\n", argv[3]);
    uint64_t *tags = must(calloc(paths.count + 1, sizeof *tags), "tags");
    for (size_t i = 0; i < paths.count; i++) tags[i] = put_file(out, paths.items[i], i);
    fprintf(out, "\nconst size_t embedded_%s_count = %zu;\nconst EmbeddedFile embedded_%s[] = {\n", argv[2], paths.count,
            argv[2]);
    for (size_t i = 0; i < paths.count; i++)
        fprintf(out, "    {\"%s\", file_%zu, sizeof file_%zu - 1, \"%016llx\"},\n", paths.items[i] + strlen(argv[3]) + 1, i, i,
                (unsigned long long)tags[i]);
    fputs("    {NULL, NULL, 0, NULL},\n};\n", out);
    if (ferror(out) || fclose(out) != 0) {
        remove(argv[1]);
        must(NULL, argv[1]);
    }
    return 0;
}
