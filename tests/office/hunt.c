// Looks for many short things in many files: hunt WANTED FILE... WANTED holds one after the other, each with a length byte
// before it (8 to 255). Files are looked through as they are, without their zero bytes (so that plain text in two bytes a
// letter is seen), and with everything decoded that looks like base64 or hexadecimal, at every alignment. One line for each
// wanted thing and file: number, how, file. The last line is how many bytes were looked at.
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LEAST = 8, SLOTS = 1 << 20, RUN_LEAST = 16 };

typedef struct Wanted {
    const unsigned char *bytes;
    size_t len;
    int next; // with the same slot
    long seen_in;
} Wanted;

typedef struct Hunt {
    Wanted *items;
    int *slots;
    int count;
    const char *path, *how;
    long file; // number of file and way, so that each is told once
    uint64_t bytes;
} Hunt;

static void fail(const char *what) {
    perror(what);
    exit(2);
}

static uint32_t slot_of(const unsigned char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return (uint32_t)((word * UINT64_C(0x9E3779B97F4A7C15)) >> 44);
}

static void look(Hunt *hunt, const char *how, const unsigned char *bytes, size_t len) {
    hunt->bytes += len;
    for (size_t at = 0; at + LEAST <= len; at++) {
        for (int i = hunt->slots[slot_of(bytes + at)]; i >= 0; i = hunt->items[i].next) {
            Wanted *wanted = &hunt->items[i];
            if (wanted->len > len - at || memcmp(wanted->bytes, bytes + at, wanted->len) != 0) continue;
            if (wanted->seen_in == hunt->file) continue;
            wanted->seen_in = hunt->file;
            printf("%d %s %s\n", i, how, hunt->path);
        }
    }
}

static int base64_value(unsigned char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

static int hex_value(unsigned char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// One run of signs, each worth `bits`, from every sign on with which a byte may begin.
static void look_decoded(Hunt *hunt, const char *how, const unsigned char *run, size_t len, unsigned bits,
                         unsigned char *room) {
    for (unsigned skip = 0; skip < 8 / (bits == 6 ? 2 : bits); skip++) {
        uint32_t word = 0;
        unsigned have = 0;
        size_t made = 0;
        for (size_t i = skip; i < len; i++) {
            word = word << bits | (uint32_t)(bits == 6 ? base64_value(run[i]) : hex_value(run[i]));
            have += bits;
            if (have < 8) continue;
            have -= 8;
            room[made++] = (unsigned char)(word >> have);
        }
        look(hunt, how, room, made);
    }
}

static void look_runs(Hunt *hunt, const unsigned char *bytes, size_t len, unsigned bits, unsigned char *room) {
    size_t from = 0;
    for (size_t at = 0; at <= len; at++) {
        if (at < len && (bits == 6 ? base64_value(bytes[at]) : hex_value(bytes[at])) >= 0) continue;
        if (at - from >= RUN_LEAST) look_decoded(hunt, bits == 6 ? "base64" : "hex", bytes + from, at - from, bits, room);
        from = at + 1;
    }
}

static void look_file(Hunt *hunt, const char *path) {
    struct stat facts;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &facts) != 0) fail(path);
    size_t len = (size_t)facts.st_size;
    unsigned char *bytes = len ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, file, 0) : NULL, *room = malloc(len + 1);
    if (bytes == MAP_FAILED || !room) fail(path);
    hunt->path = path;
    hunt->file++;
    look(hunt, "plain", bytes, len);
    size_t made = 0;
    for (size_t i = 0; i < len; i++)
        if (bytes[i]) room[made++] = bytes[i];
    if (made < len) look(hunt, "without-zeros", room, made);
    look_runs(hunt, bytes, len, 6, room);
    look_runs(hunt, bytes, len, 4, room);
    free(room);
    if (len) munmap(bytes, len);
    close(file);
}

static void wanted_read(Hunt *hunt, const char *path) {
    struct stat facts;
    int file = open(path, O_RDONLY);
    if (file < 0 || fstat(file, &facts) != 0) fail(path);
    size_t len = (size_t)facts.st_size;
    unsigned char *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE, file, 0);
    hunt->items = calloc(len / LEAST + 1, sizeof *hunt->items);
    hunt->slots = malloc(SLOTS * sizeof *hunt->slots);
    if (bytes == MAP_FAILED || !hunt->items || !hunt->slots) fail(path);
    memset(hunt->slots, 0xff, SLOTS * sizeof *hunt->slots);
    for (size_t at = 0; at < len; at += 1 + (size_t)bytes[at]) {
        Wanted *wanted = &hunt->items[hunt->count];
        *wanted = (Wanted){.bytes = bytes + at + 1, .len = bytes[at]};
        if (wanted->len < LEAST || wanted->len >= len - at) exit(2);
        uint32_t slot = slot_of(wanted->bytes);
        wanted->next = hunt->slots[slot];
        hunt->slots[slot] = hunt->count++;
    }
    close(file);
}

int main(int argc, char **argv) {
    Hunt hunt = {0};
    if (argc < 3) return 2;
    wanted_read(&hunt, argv[1]);
    for (int i = 2; i < argc; i++) look_file(&hunt, argv[i]);
    printf("%llu bytes\n", (unsigned long long)hunt.bytes);
    return 0;
}
